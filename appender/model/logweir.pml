/* Logweir's protocol: lanes, cursor, chunks, publisher lock, intent, reclaim, slots.
 *
 * README.md beside this file maps each step to the code and says what is abstracted and why that is
 * sound; check.sh lists the configurations and the mutants (-DM_...) and runs them.
 *
 * One process is one JVM with one thread: it stages its lines and publishes whenever it likes. It
 * may die at each DIE, MAXD deaths in all. A step that touches what only the holder of a lock may
 * touch is merged with its neighbours, its deaths are not.
 */
#ifndef NJ
#define NJ 3                    /* JVMs */
#endif
#ifndef MAXD
#define MAXD 2                  /* deaths */
#endif
#ifndef L0
#define L0 1                    /* lines of JVM 0, 1, ... */
#endif
#ifndef L1
#define L1 1
#endif
#ifndef L2
#define L2 0
#endif
#ifndef L3
#define L3 0
#endif
#ifndef M
#define M 8                     /* bytes of stream */
#endif
#ifdef SLOTS
#ifndef NS
#define NS 2                    /* slots */
#endif
#else
#define NS NJ
#endif

/* The sizes alternate between one byte and two, which straddle a chunk's end. */
#define LINES(i) (i == 0 -> L0 : (i == 1 -> L1 : (i == 2 -> L2 : L3)))
#define SZ (1 + ((id + left) & 1))

#define FREE 0
#define INTENT 1
#define CLAIMED 2
#define ABANDONED 3

#define NONE 0
#define WRITING 1
#define WRITTEN 2
#define SPILLING 3

#define BIT(x) (1 << (x))

/* ---- shared memory ------------------------------------------------------------------------ */
byte cursor, published, limit;
byte lane[NS], start[NS], length[NS]; /* a lane's word is state and start, stored as one */
byte plock;                        /* the publisher lock: the owner's id + 1, or 0 */
byte istate, ifrom, ito, isize;    /* the intent */
byte outlen;                       /* the log file's size */

/* ---- ghosts ------------------------------------------------------------------------------- */
byte deaths, deadm;  /* who is dead */
int comm, infile;    /* positions of committed lines, and those that are in the file */

/* ---- chunks ------------------------------------------------------------------------------- */
#ifdef RING
#define CH 2                    /* bytes of a chunk */
#define NCH 2                   /* chunks of the ring, and physical ones at most */
byte mem[NCH * CH];
byte etab[NCH];                 /* 1 + logical * NCH + physical, or 0 */
byte pcount, flen;              /* chunks as counted, and as the chunks file has them */
byte glock;
#define NAMES(k) (etab[(k) % NCH] != 0 && (etab[(k) % NCH] - 1) / NCH == (k))
#define PHYS(k) ((etab[(k) % NCH] - 1) % NCH)
#define CELL(p) mem[PHYS((p) / CH) * CH + (p) % CH]
#define BACKED(p) (NAMES((p) / CH) && PHYS((p) / CH) < flen)
#define LIMIT_FOR(p) (((p) / CH + NCH) * CH)
#define INSTALLED (NAMES(cursor / CH) && NAMES((cursor + SZ - 1) / CH))
#define ROOM (cursor + SZ <= limit && (INSTALLED || GTAKEABLE))
#ifdef M_NO_GROW_TAKEOVER
#define GTAKEABLE (glock == 0)
#else
#ifdef M_STEAL_GROW
#define GTAKEABLE (glock != ME)
#else
#define GTAKEABLE (glock == 0 || IS_DEAD(glock))
#endif
#endif
#else
byte mem[M];
#define CELL(p) mem[p]
#define BACKED(p) (p < M)
#define LIMIT_FOR(p) M
#define ROOM (cursor + SZ <= limit)
#endif

/* ---- slots: writers that come, leave, and are replaced ------------------------------------ */
#ifdef SLOTS
byte slotid[NS];                /* the writer's id + 1, or 0 */
byte tag[NS];                   /* of a free lane: whose it is; 0 is RETIRED */
byte slotof[NJ];                /* the slot in a writer's id + 1; 0 is NO_SLOT */
byte alock;                     /* the attach lock: a kernel lock, gone with its owner */
#define ALIVE
#define ME (id + 1)
#define MY (slotof[id] - 1)
#define OWNER(s) slotid[s]
#define IS_DEAD(x) (nobody || slotof[x - 1] == 0 || slotid[slotof[x - 1] - 1] != x || (deadm & BIT(x - 1)))
#define SET_FREE(s, x) lane[s] = FREE; start[s] = 0; length[s] = 0; tag[s] = x
#define SEEN(s) u[s]
#define NOW_SEEN(s) v[s]
#define SET_SEEN(s) u[s] = slotid[s]
#define CLEAR_SEEN u[0] = 0; u[1] = 0
#define CLEAR_NOW_SEEN v[0] = 0; v[1] = 0
#define CAN_BE_CLEARED(s) (IS_DEAD(slotid[s]) && lane[s] == FREE && plock != slotid[s])
#define CLEARABLE (slotid[0] == 0 || slotid[1] == 0 || (IS_DEAD(slotid[0]) && IS_DEAD(slotid[1])) || \
  CAN_BE_CLEARED(0) || CAN_BE_CLEARED(1))
#else
/* With THREADS the first two processes are threads of one JVM, and die as one. */
#ifdef THREADS
#define JVM(i) ((i) < 2 -> 0 : (i) - 1)
#define ALIVE provided (!(deadm & BIT(JVM(_pid - 1))))
#else
#define JVM(i) i
#define ALIVE
#endif
#define ME (JVM(id) + 1)
#define MY id
#define OWNER(s) (JVM(s) + 1)
#define IS_DEAD(x) (deadm & BIT(x - 1))
#define SET_FREE(s, x) lane[s] = FREE; start[s] = 0; length[s] = 0
#define SEEN(s) OWNER(s)
#define NOW_SEEN(s) OWNER(s)
#define SET_SEEN(s) skip
#define CLEAR_SEEN skip
#define CLEAR_NOW_SEEN skip
#endif

#ifdef FINE
#define YIELD skip } ; atomic { skip
#else
#define YIELD skip
#endif

#define IN_USE(s) (lane[s] == INTENT || lane[s] == CLAIMED)
#define BACKLOG (published != cursor || istate != NONE)
#ifdef M_STEAL
#define TAKEABLE (plock != ME)
#else
#ifdef M_NO_TAKEOVER
#define TAKEABLE (plock == 0)
#else
#define TAKEABLE (plock == 0 || IS_DEAD(plock))
#endif
#endif

/* What a round would do something about; with these a resting process is never woken in vain, and
 * one that nothing can wake is an invalid end state. */
#define BLOCKS(s, p) (IN_USE(s) && start[s] <= p)
#define LIVES(s) (OWNER(s) != 0 && !IS_DEAD(OWNER(s)))
#define BEFORE(s, t) (LIVES(s) && IN_USE(s) && start[s] <= start[t])
#define SETTLES(s) (OWNER(s) != 0 && IS_DEAD(OWNER(s)) && IN_USE(s) && start[s] < cursor && \
  (lane[s] == CLAIMED || start[s] < published || !ANY_BEFORE(s)))
#define DEAD_SEEN(s) ((us & BIT(s)) && IS_DEAD(SEEN(s)))
#define HOLE(s, p) ((ab & BIT(s)) && start[s] <= p && p < start[s] + length[s])
#if NS == 2
#define ANY_BLOCKS(p) (BLOCKS(0, p) || BLOCKS(1, p))
#define ANY_BEFORE(t) (BEFORE(0, t) || BEFORE(1, t))
#define ANY_SETTLES (SETTLES(0) || SETTLES(1))
#define IN_HOLE(p) (HOLE(0, p) || HOLE(1, p))
#define ANY_DEAD_SEEN (DEAD_SEEN(0) || DEAD_SEEN(1))
#endif
#if NS == 3
#define ANY_BLOCKS(p) (BLOCKS(0, p) || BLOCKS(1, p) || BLOCKS(2, p))
#define ANY_BEFORE(t) (BEFORE(0, t) || BEFORE(1, t) || BEFORE(2, t))
#define ANY_SETTLES (SETTLES(0) || SETTLES(1) || SETTLES(2))
#define IN_HOLE(p) (HOLE(0, p) || HOLE(1, p) || HOLE(2, p))
#define ANY_DEAD_SEEN (DEAD_SEEN(0) || DEAD_SEEN(1) || DEAD_SEEN(2))
#endif
#if NS == 4
#define ANY_BLOCKS(p) (BLOCKS(0, p) || BLOCKS(1, p) || BLOCKS(2, p) || BLOCKS(3, p))
#define ANY_BEFORE(t) (BEFORE(0, t) || BEFORE(1, t) || BEFORE(2, t) || BEFORE(3, t))
#define ANY_SETTLES (SETTLES(0) || SETTLES(1) || SETTLES(2) || SETTLES(3))
#define IN_HOLE(p) (HOLE(0, p) || HOLE(1, p) || HOLE(2, p) || HOLE(3, p))
#define ANY_DEAD_SEEN (DEAD_SEEN(0) || DEAD_SEEN(1) || DEAD_SEEN(2) || DEAD_SEEN(3))
#endif
#define USEFUL (TAKEABLE && \
  (istate != NONE || (published < cursor && !ANY_BLOCKS(published)) || ANY_SETTLES))

#define DIE if :: deaths < MAXD -> deaths++; deadm = deadm | BIT(ME - 1); goto gone :: skip fi

/* A disk that refuses the rest of a batch, MAXF times in all. */
#ifdef MAXF
#define FAIL if :: fails < MAXF -> fails++; goto failed :: skip fi
byte fails;
#else
#define FAIL skip
#endif

/* Only committed bytes, each once, in the order of the stream, and none that a chunk had before. */
inline append(p) {
#ifdef SPILL
  assert(half == 0);
#endif
  assert(comm & BIT(p));
  assert((infile >> p) == 0);
  assert(BACKED(p) && CELL(p) == p + 1);
  infile = infile | BIT(p);
  outlen++
}

/* Nothing committed is passed over. */
inline publishUpTo(to) {
  assert((comm & (BIT(to) - 1) & ~infile) == 0);
  published = to
}

/* Room is given out only once it is free. */
inline moveLimit(to) {
  limit = LIMIT_FOR(to);
  assert(limit <= LIMIT_FOR(published))
}

#ifdef SPILL
byte spilled;                   /* the length of the line in the spill file */
byte half;                      /* ghost: bytes of it that are in the log file, if not all are */
byte larges;                    /* ghost: how often it was seen whole in the log file */
#define STAGES (left > 0 && !trying)
#else
#define STAGES (left > 0)
#endif

proctype Jvm(byte id) ALIVE {
  byte left = LINES(id);        /* lines that are not staged yet */
  byte c, low, w, p, k;
  byte us, ab, dm;              /* lanes seen in use, seen abandoned; writers found dead */
  bit flag, done, rev;
  bit late;                     /* patience has run out: a dead lane in the way is asked for */
#ifdef RING
  byte kend, ph;
#ifdef TRIM
  bit trims = 1;
#endif
#endif
#ifdef SPILL
  bit large = (id == 0);        /* a line that does not fit into the ring */
  bit trying;
  byte after;
#endif
#ifdef SLOTS
  bit nobody;
  bit tardy;                    /* a thread is about to take a lane when the JVM leaves */
  byte u[NS], v[NS];            /* whose lane it was when it was scanned */
  if
  :: id < NS -> goto idle
  :: else -> goto attach
  fi;
#endif

idle:
end_idle:
  if
  :: atomic { STAGES -> c = cursor; goto stage }
  :: BACKLOG -> goto round
#ifdef TRIM
  :: trims -> trims = 0; goto trim
#endif
#ifdef SPILL
  :: atomic { large && !trying && cursor > 0 -> large = 0; trying = 1; after = cursor; goto round }
  :: trying -> goto round
#endif
#ifdef SLOTS
  :: atomic { deaths < MAXD -> deaths++; deadm = deadm | BIT(id); goto gone }
#ifndef STAYS
  :: !nobody -> goto leave
#endif
  :: atomic { nobody && !BACKLOG -> assert(comm == infile); alock = 0; goto gone }
#endif
  fi;

  /* ---- LineStager: reserve, copy, commit -------------------------------------------------- */
stage:
  atomic {
#if defined(SLOTS) && !defined(M_NO_TAG)
    if
    :: lane[MY] == FREE && tag[MY] == id + 1 -> skip
    :: else -> goto gone
    fi;
#endif
    lane[MY] = INTENT;
    start[MY] = c;
    length[MY] = SZ;
    DIE
  };
reserve:
  if
  :: atomic { c + SZ > limit -> c = 0; goto giveBack }
  :: atomic { c + SZ <= limit -> skip }
  fi;
#ifdef RING
  if
  :: atomic { NAMES(c / CH) -> skip }
  :: atomic { !NAMES(c / CH) -> goto giveBackForInstall }
  fi;
  if
  :: atomic { c % CH + SZ <= CH -> skip }
  :: atomic { c % CH + SZ > CH && NAMES(c / CH + 1) -> skip }
  :: atomic { c % CH + SZ > CH && !NAMES(c / CH + 1) -> goto giveBackForInstall }
  fi;
#endif
  if
#ifdef M_CURSOR_STORE
  :: atomic { cursor = c + SZ; DIE }
#else
  :: atomic { cursor == c -> cursor = c + SZ; DIE }
  :: atomic { cursor != c -> c = cursor; goto intendAgain }
#endif
  fi;
#ifndef M_COPY_IN_INTENT
  atomic { lane[MY] = CLAIMED; DIE };
#endif
#ifdef M_COMMIT_FIRST
  atomic { SET_FREE(MY, ME); comm = comm | (((1 << SZ) - 1) << c); DIE };
#endif
  /* memcpy promises no order. */
  if :: rev = 0 :: SZ == 2 -> rev = 1 fi;
copy:
  atomic {
    assert(published <= c && BACKED(c + (w ^ rev)));
    CELL(c + (w ^ rev)) = c + (w ^ rev) + 1;
    w++;
    DIE;
    if :: w < SZ -> goto copy :: else -> w = 0; rev = 0 fi
  };
#ifdef THROW
  if
  :: atomic { lane[MY] = ABANDONED; left = 0; c = 0; goto idle }
  :: skip
  fi;
#endif
  atomic {
#ifndef M_COMMIT_FIRST
    assert(published <= c);
    comm = comm | (((1 << SZ) - 1) << c);
    SET_FREE(MY, ME);
#endif
    left--;
    c = 0;
    goto idle
  };
intendAgain:
#ifndef M_STALE_INTENT
  atomic { start[MY] = c; DIE };
#endif
  goto reserve;
giveBack:
  atomic { SET_FREE(MY, ME); goto rest };

  /* ---- Publisher -------------------------------------------------------------------------- */
round:
  if
  :: atomic { TAKEABLE -> plock = ME; DIE }
  :: atomic { !TAKEABLE -> goto rest }
  fi;
  atomic {
    done = 0;
    if
    :: istate == NONE -> goto scan
#ifdef SPILL
    :: istate == SPILLING -> done = 1; goto writeSpilled
#endif
    :: else -> done = 1
    fi;
    /* An interrupted batch: the abandoned lanes are looked for anew. */
    w = 0;
    do
    :: w < NS ->
       if :: OWNER(w) != 0 && lane[w] == ABANDONED -> ab = ab | BIT(w); SET_SEEN(w) :: else fi;
       w++
    :: else -> w = 0; break
    od;
    if :: istate == WRITTEN -> goto finish :: else -> goto write fi
  };
scan:
#ifdef M_LANES_FIRST
  atomic { low = 255; us = 0; ab = 0; w = 0 };
#else
  atomic { c = cursor; low = c; us = 0; ab = 0; w = 0 };
#endif
scanLane:
#ifdef SLOTS
  atomic { u[w] = slotid[w] };
#endif
  atomic {
    if
#ifdef M_IGNORE_INTENT
    :: SEEN(w) != 0 && lane[w] == CLAIMED ->
#else
    :: SEEN(w) != 0 && IN_USE(w) ->
#endif
       us = us | BIT(w);
       if :: start[w] < low -> low = start[w] :: else fi
    :: SEEN(w) != 0 && lane[w] == ABANDONED -> ab = ab | BIT(w)
    :: else ->
#ifdef SLOTS
       u[w] = 0
#endif
    fi;
#if defined(SLOTS) && !defined(M_ONE_LOOK)
  };
  atomic {
    /* Cleared, or given to the next one, meanwhile: once more. */
    if
    :: u[w] != 0 && slotid[w] != u[w] -> us = us & ~BIT(w); ab = ab & ~BIT(w); goto scanLane
    :: else
    fi;
#endif
    w++;
    if :: w < NS -> goto scanLane :: else -> w = 0 fi
  };
#ifdef M_LANES_FIRST
  atomic { c = cursor; if :: c < low -> low = c :: else fi };
#endif
  if
#ifdef M_NO_RECLAIM
  :: goto decide
#else
  :: atomic { !flag && low < c && ANY_DEAD_SEEN -> goto ask }
  :: atomic { flag || !late || low == c || !ANY_DEAD_SEEN -> goto decide }
#endif
  fi;

  /* ---- LaneReclaimer ---------------------------------------------------------------------- */
ask:
  atomic {
    if
    :: (us & BIT(w)) && IS_DEAD(SEEN(w)) -> dm = dm | BIT(SEEN(w))
    :: else
    fi;
    w++;
    if :: w < NS -> goto ask :: else -> w = 0; us = 0 fi
  };
  /* Read anew: k is the first living start, us the lanes of the dead. */
  atomic { k = cursor };
now:
#ifdef SLOTS
  atomic { v[w] = slotid[w] };
#endif
  atomic {
    if
    :: NOW_SEEN(w) != 0 && IN_USE(w) ->
       if
       :: dm & BIT(NOW_SEEN(w)) -> us = us | BIT(w)
#ifndef M_IGNORE_LIVING
       :: !(dm & BIT(NOW_SEEN(w))) && start[w] < k -> k = start[w]
#endif
       :: else
       fi
    :: else
    fi;
#if defined(SLOTS) && !defined(M_ONE_LOOK)
  };
  atomic {
    if
    :: v[w] != 0 && slotid[w] != v[w] -> us = us & ~BIT(w); goto now
    :: else
    fi;
#endif
    w++;
    if :: w < NS -> goto now :: else -> w = 0 fi
  };
settle:
  atomic {
    if
    :: !(us & BIT(w)) -> skip
    :: (us & BIT(w)) && lane[w] == CLAIMED -> lane[w] = ABANDONED; flag = 1; DIE
#ifdef M_INTENT_IS_EXTENT
    :: (us & BIT(w)) && lane[w] == INTENT -> lane[w] = ABANDONED; flag = 1; DIE
#else
#ifdef M_INTENT_IS_NOTHING
    :: (us & BIT(w)) && lane[w] == INTENT -> SET_FREE(w, NOW_SEEN(w)); flag = 1; DIE
#else
    :: (us & BIT(w)) && lane[w] == INTENT ->
       if
#ifndef M_NO_BELOW_RULE
       :: start[w] < published -> SET_FREE(w, NOW_SEEN(w)); flag = 1; DIE
#endif
       :: else -> goto settleAbove
       fi
#endif
#endif
    :: else -> assert(false)  /* nobody but the publisher changes the lane of a dead writer */
    fi;
settledOne:
    w++;
    if :: w < NS -> goto settle :: else -> w = 0 fi;
    us = 0; dm = 0; k = 0; CLEAR_NOW_SEEN;
    if :: flag -> done = 1; goto scan :: else -> goto decide fi
  };
settleAbove:
  atomic {
    if
    :: start[w] == cursor -> SET_FREE(w, NOW_SEEN(w)); flag = 1; DIE
#ifdef M_AT_THE_LIVING_IS_FREE
    :: start[w] != cursor && k <= start[w] -> SET_FREE(w, NOW_SEEN(w)); flag = 1; DIE
#else
    :: start[w] != cursor && k <= start[w] -> skip
#endif
    :: else ->
       p = start[w];
       do
       :: p < k -> assert(BACKED(p)); if :: CELL(p) == 0 -> p++ :: else -> break fi
       :: else -> break
       od;
       flag = 1;
       if
       :: p == start[w] -> p = 0; SET_FREE(w, NOW_SEEN(w)); DIE
       :: else ->
#ifdef M_WORD_BEFORE_LENGTH
          lane[w] = ABANDONED; DIE; length[w] = p - start[w]; p = 0
#else
          length[w] = p - start[w]; p = 0; DIE; lane[w] = ABANDONED; DIE
#endif
       fi
    fi;
    goto settledOne
  };

  /* ---- Publisher: write, finish ----------------------------------------------------------- */
decide:
  atomic {
    us = 0;
    if
    :: low <= published -> low = 0; c = 0; ab = 0; CLEAR_SEEN; flag = 0; goto unlock
    :: else -> ifrom = published; ito = low; isize = outlen; low = 0; done = 1
    fi;
#ifndef M_NO_INTENT
    istate = WRITING;
#endif
    DIE;
#ifdef M_PUBLISHED_FIRST
    published = ito;
    DIE
#else
    skip
#endif
  };
write:
  atomic {
#ifdef M_IGNORE_LANDED
    k = 0;
#else
    k = outlen - isize;
#endif
    p = ifrom;
    FAIL;
    do
    :: p < ito ->
       if
       :: IN_HOLE(p) -> skip
       :: !IN_HOLE(p) && k > 0 -> assert(infile & BIT(p)); k--
       :: else -> append(p); DIE; FAIL
       fi;
       p++
    :: else -> break
    od;
    p = 0;
#ifdef M_FREE_BEFORE_WRITTEN
    w = 0;
    do
    :: w < NS ->
       if :: ab & BIT(w) -> SET_FREE(w, SEEN(w)); DIE :: else fi; w++
    :: else -> w = 0; break
    od;
#endif
#ifndef M_NO_INTENT
    istate = WRITTEN;
#endif
    DIE
  };
#ifdef SPILL
  goto finish;
writeSpilled:
  atomic {
#ifdef M_IGNORE_LANDED
    k = 0;
#else
    k = outlen - isize;
#endif
    FAIL;
    do
    :: k < ito ->
       assert(k == half && larges == 0);
       half = k + 1; outlen++; k++;
       if :: half == 2 -> half = 0; larges++ :: else fi;
       DIE; FAIL
    :: else -> break
    od;
    k = 0; istate = NONE; ito = 0; isize = 0; DIE;
    spilled = 0; DIE;
    if :: c == 0 -> goto scan :: else -> c = 0; goto spillDone fi
  };
#endif
finish:
  atomic {
#ifdef M_NONE_BEFORE_PUBLISHED
    istate = NONE; DIE; YIELD;
#endif
#ifdef M_LIMIT_FIRST
    moveLimit(ito); DIE; YIELD;
#endif
    publishUpTo(ito); DIE; YIELD;
#ifndef M_NO_LIMIT
    moveLimit(ito); DIE; YIELD;
#endif
    w = 0;
    do
    :: w < NS ->
       if
       :: (ab & BIT(w)) && start[w] + length[w] <= ito -> SET_FREE(w, SEEN(w)); DIE
       :: else
       fi;
       w++
    :: else -> w = 0; break
    od;
    istate = NONE; ifrom = 0; ito = 0; isize = 0; ab = 0; CLEAR_SEEN; DIE;
    if :: c == 0 -> goto scan :: else -> flag = 0 fi
  };
#ifdef RING
  atomic { k = c / CH; kend = k + 1; c = 0; goto install };
#endif
unlock:
#ifdef SPILL
  /* SpillFile: stored with no intent, then appended under one. */
  atomic {
    if
    :: trying && published >= after ->
       trying = 0; after = 0; c = 1; done = 1;
       spilled = 1; DIE; spilled = 2; DIE;
       ito = spilled; isize = outlen;
#ifndef M_SPILL_WITHOUT_INTENT
       istate = SPILLING;
#endif
       DIE;
       goto writeSpilled
    :: else
    fi
  };
spillDone:
#endif
  atomic {
    c = 0; k = 0;
    if :: plock == ME -> plock = 0 :: else fi;
    late = 0;
    if :: done -> done = 0; goto idle :: else -> goto rest fi
  };

#ifdef MAXF
failed:
  atomic {
    c = 0; w = 0; p = 0; k = 0; ab = 0; flag = 0; done = 0; late = 0; CLEAR_SEEN;
    plock = 0;
    goto rest
  };
#endif

  /* ---- in between ------------------------------------------------------------------------- */
rest:
  if
#ifdef SPILL
  :: atomic { !trying && left == 0 && !BACKLOG -> goto idle }
  :: atomic { trying && published >= after && TAKEABLE -> goto round }
#else
  :: atomic { left == 0 && !BACKLOG -> goto idle }
#endif
  :: atomic { STAGES && ROOM -> c = cursor; goto stage }
  :: atomic { USEFUL -> late = 1; goto round }
  fi;

#ifdef RING
  /* ---- ChunkRing -------------------------------------------------------------------------- */
giveBackForInstall:
  atomic { SET_FREE(MY, ME); c = 0 };
  atomic { k = cursor / CH; kend = (cursor + SZ - 1) / CH };
install:
  if
  :: atomic { NAMES(k) -> goto ready }
  :: atomic { !NAMES(k) && GTAKEABLE -> glock = ME; DIE }
  :: atomic { !NAMES(k) && !GTAKEABLE -> goto refused }
  fi;
  atomic {
    if
    :: NAMES(k) || k < published / CH -> goto degrow
    :: !NAMES(k) && k >= published / CH + NCH -> flag = 1; goto degrow
    :: else
    fi;
    /* The lowest physical chunk that carries no logical one from the oldest on. */
    ph = 0; w = 0;
#ifndef M_REUSE_UNPUBLISHED
    do
    :: w < NCH ->
       if
       :: NAMES(published / CH + w) && PHYS(published / CH + w) == ph -> ph++; w = 0
       :: else -> w++
       fi
    :: else -> w = 0; break
    od;
#endif
    assert(ph < NCH);
#ifdef M_ENTRY_FIRST
    etab[k % NCH] = 1 + k * NCH + ph;
    DIE; YIELD;
#endif
    if
    :: ph < pcount ->
       assert(ph < flen);
#ifndef M_NO_ZERO
       mem[ph * CH] = 0; DIE; mem[ph * CH + 1] = 0; DIE
#endif
    :: else ->
       mem[ph * CH] = 0; DIE; mem[ph * CH + 1] = 0;
       if :: flen < ph + 1 -> flen = ph + 1 :: else fi;
       DIE;
       pcount = ph + 1;
       DIE
    fi
  };
  atomic { etab[k % NCH] = 1 + k * NCH + ph; ph = 0; DIE };
degrow:
  atomic {
    if :: glock == ME -> glock = 0 :: else fi;
    if :: flag -> flag = 0; goto refused :: else fi
  };
ready:
  atomic {
    k++;
    if
    :: k <= kend -> goto install
    :: else -> k = 0; kend = 0
    fi;
    if
    :: plock == ME -> goto unlock
    :: else -> c = cursor; goto stage
    fi
  };
refused:
  atomic {
    k = 0; kend = 0;
    if :: plock == ME -> goto unlock :: else -> goto rest fi
  };
#ifdef TRIM
trim:
  if
  :: atomic { GTAKEABLE -> glock = ME; DIE }
  :: atomic { !GTAKEABLE -> goto idle }
  fi;
  atomic {
    /* k: how many physical chunks are needed */
    w = 0; k = 0;
    do
    :: w < NCH ->
       if
       :: NAMES(published / CH + w) && PHYS(published / CH + w) >= k -> k = PHYS(published / CH + w) + 1
       :: else
       fi;
       w++
    :: else -> w = 0; break
    od;
#ifdef M_TRIM_ALL
    k = 0;
#endif
#ifdef M_TRUNCATE_FIRST
    flen = k; DIE;
#endif
    if :: k < pcount -> pcount = k :: else fi;
    DIE; YIELD;
    flen = k; k = 0;
    DIE; YIELD;
    glock = 0;
    goto idle
  };
#endif
#endif

#ifdef SLOTS
  /* ---- Attachment ------------------------------------------------------------------------- */
leave:
  atomic {
    if
    :: lane[MY] == FREE -> tag[MY] = 0; if :: left > 0 -> left = 0; tardy = 1 :: else fi
    :: else -> goto idle
    fi
  };
  if
  :: atomic { published < cursor || istate != NONE -> goto round }
  :: atomic { published == cursor && istate == NONE -> skip }
  fi;
  if
  :: atomic { alock == 0 || (deadm & BIT(alock - 1)) -> alock = id + 1; DIE }
  fi;
  atomic { slotid[MY] = 0; DIE };
  /* A thread that is only now about to take a lane. */
  atomic { alock = 0; if :: tardy -> left = 1; c = cursor; goto stage :: skip fi };
  /* Or about to take the publisher lock: it gives it back when it finds it retired. */
  if
#ifdef M_KEEP_RETIRED_LOCK
  :: atomic { TAKEABLE -> goto round }
#else
  :: atomic { TAKEABLE -> plock = ME; DIE }
#endif
  :: goto gone
  fi;
  atomic { if :: plock == ME -> plock = 0 :: else fi; goto gone };

attach:
  if
  :: atomic { alock == 0 || (deadm & BIT(alock - 1)) -> alock = id + 1; DIE }
  fi;
  atomic { flag = 0; w = 0 };
inUse:
  atomic {
    if :: slotid[w] != 0 && !IS_DEAD(slotid[w]) -> flag = 1 :: else fi;
    w++;
    if :: w < NS -> goto inUse :: else -> w = 0 fi
  };
  atomic {
    if
    :: !flag -> nobody = 1; left = 0; goto idle
    :: else -> flag = 0
    fi
  };
clear:
#ifdef M_RESTS_FIRST
  atomic { flag = slotid[w] != 0 && lane[w] == FREE };
  atomic { flag = flag && IS_DEAD(slotid[w]) };
#else
  atomic { flag = slotid[w] != 0 && IS_DEAD(slotid[w]) };
  atomic { flag = flag && lane[w] == FREE };
  atomic { flag = flag && plock != slotid[w] };
  atomic {
    if
    :: flag && lane[w] == FREE && (tag[w] == slotid[w] || tag[w] == 0) -> tag[w] = 0; DIE
    :: else -> flag = 0
    fi
  };
#endif
  atomic { if :: flag -> slotid[w] = 0; DIE :: else fi };
  atomic {
    flag = 0; w++;
    if :: w < NS -> goto clear :: else -> w = 0 fi
  };
take:
  atomic {
    if
    :: slotid[w] == 0 -> SET_FREE(w, id + 1); DIE
    :: else ->
       w++;
       if :: w < NS -> goto take :: else -> w = 0; goto allTaken fi
    fi
  };
  atomic { slotof[id] = w + 1; slotid[w] = id + 1; w = 0; DIE };
  atomic { alock = 0; goto idle };
allTaken:
  atomic { alock = 0 };
end_allTaken:
  if
  :: CLEARABLE -> goto attach
  fi;
#endif

gone:
  atomic {
    left = 0; c = 0; low = 0; w = 0; p = 0; k = 0; us = 0; ab = 0; dm = 0; flag = 0; done = 0; rev = 0;
    late = 0;
#ifdef SPILL
    large = 0; trying = 0; after = 0;
#endif
#ifdef SLOTS
    tardy = 0;
#endif
#ifdef RING
    kend = 0; ph = 0;
#ifdef TRIM
    trims = 0;
#endif
#endif
    CLEAR_SEEN; CLEAR_NOW_SEEN
  }
}

#ifdef THREADS
/* A dead JVM's threads are stuck where they are, so Spin's own check of end states is of no use. */
proctype Deadlock() {
end:
  atomic { timeout -> assert(!BACKLOG || deaths == JVM(NJ - 1) + 1) }
}
#endif

init {
  atomic {
    limit = LIMIT_FOR(0);
#ifdef SLOTS
    tag[0] = 1; slotid[0] = 1; slotof[0] = 1;
    tag[1] = 2; slotid[1] = 2; slotof[1] = 2;
#endif
    run Jvm(0); run Jvm(1);
#if NJ > 2
    run Jvm(2);
#endif
#if NJ > 3
    run Jvm(3);
#endif
#if NJ > 4
    run Jvm(4);
#endif
#ifdef THREADS
    run Deadlock();
#endif
  }
}
