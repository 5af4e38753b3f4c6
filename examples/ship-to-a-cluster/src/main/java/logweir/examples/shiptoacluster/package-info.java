/**
 * rsyslog ships a log file that several JVMs share to a Kafka cluster, while the file is rolled and
 * one of the JVMs is killed. {@link logweir.examples.shiptoacluster.Demo} starts them all, and then
 * holds the topic against the file, and the file against what the JVMs logged.
 *
 * <p>Logweir ends at the file, and leaves its way over the network to engines that do nothing else.
 * What that takes (queues on disk while the cluster is away, retries, batches, encryption,
 * credentials, a position that survives a restart) would otherwise be in each application, on its
 * class path and in its memory, and would end with it: just the last lines before a crash, which
 * one wants to see most, would be those that never left. A file decouples the two. The application
 * logs at its speed, whatever becomes of the network; the shipper may be slow, be restarted or be
 * replaced by another one, and finds all lines on disk, those of killed JVMs included. And because
 * the file is a regular one, every shipper can read it.
 */
package logweir.examples.shiptoacluster;
