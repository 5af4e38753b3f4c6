package logweir.integration.harness;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.command.WaitContainerResultCallback;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.WaitResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.testcontainers.containers.GenericContainer;

/**
 * The first process of a container, which is attached to before it starts, so that nothing of its
 * output is missed. When this JVM ends, its standard input does, and so does the worker in it.
 */
final class ContainerProcess extends Process {
  private static final int PIPE_BYTES = 1 << 16;

  private final Attached container;
  private final PipedOutputStream toInput = new PipedOutputStream();
  private final PipedInputStream input = new PipedInputStream(PIPE_BYTES);
  private final PipedOutputStream toOutput = new PipedOutputStream();
  private final PipedInputStream output = new PipedInputStream(PIPE_BYTES);
  private final CompletableFuture<Integer> exit = new CompletableFuture<>();
  private final long pid;

  private ContainerProcess(Attached container) throws IOException {
    this.container = container;
    toInput.connect(input);
    toOutput.connect(output);
    container.process = this;
    container.start();
    // Now that it has been started: before, it counts as one that has ended.
    Docker.client().waitContainerCmd(container.getContainerId()).exec(new Exit());
    this.pid = container.getCurrentContainerInfo().getState().getPidLong();
  }

  /** A container that is set up and not started yet. */
  static final class Attached extends GenericContainer<Attached> {
    private ContainerProcess process;

    Attached(String image) {
      super(image);
      withCreateContainerCmdModifier(
          command -> command.withStdinOpen(true).withStdInOnce(true).withAttachStdin(true));
    }

    @Override
    protected void containerIsCreated(String id) {
      process.attach(id);
    }
  }

  static ContainerProcess start(Attached container) {
    try {
      return new ContainerProcess(container);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void attach(String id) {
    Docker.client()
        .attachContainerCmd(id)
        .withStdIn(input)
        .withStdOut(true)
        .withStdErr(true)
        .withFollowStream(true)
        .exec(new Output());
  }

  private final class Output extends ResultCallback.Adapter<Frame> {
    @Override
    public void onNext(Frame frame) {
      try {
        toOutput.write(frame.getPayload());
        toOutput.flush();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void onComplete() {
      end();
      super.onComplete();
    }

    @Override
    public void onError(Throwable error) {
      end();
      super.onError(error);
    }

    private void end() {
      try {
        toOutput.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private final class Exit extends WaitContainerResultCallback {
    @Override
    public void onNext(WaitResponse response) {
      exit.complete(response.getStatusCode());
    }

    @Override
    public void onError(Throwable error) {
      exit.completeExceptionally(error);
    }
  }

  /** {@code docker pause}: returns when all of its threads have stopped. */
  void pause() {
    Docker.client().pauseContainerCmd(container.getContainerId()).exec();
  }

  /** {@code docker unpause}. */
  void unpause() {
    Docker.client().unpauseContainerCmd(container.getContainerId()).exec();
  }

  /** As this host sees it; in the container it is 1. */
  @Override
  public long pid() {
    return pid;
  }

  @Override
  public OutputStream getOutputStream() {
    return toInput;
  }

  @Override
  public InputStream getInputStream() {
    return output;
  }

  /** Comes with the output. */
  @Override
  public InputStream getErrorStream() {
    return InputStream.nullInputStream();
  }

  @Override
  public boolean isAlive() {
    return !exit.isDone();
  }

  @Override
  public int waitFor() throws InterruptedException {
    try {
      return exit.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("the end of a container was missed", e);
    }
  }

  @Override
  public int exitValue() {
    if (!exit.isDone()) {
      throw new IllegalThreadStateException("it runs: container=" + container.getContainerId());
    }
    return exit.join();
  }

  /** {@code docker kill}, paused or not. */
  @Override
  public Process destroyForcibly() {
    kill("KILL");
    return this;
  }

  /** {@code docker stop}, without its time limit. */
  @Override
  public void destroy() {
    kill("TERM");
  }

  private void kill(String signal) {
    try {
      Docker.client().killContainerCmd(container.getContainerId()).withSignal(signal).exec();
    } catch (NotFoundException | ConflictException e) {
      // It has ended already.
    }
  }

  /** Kills it, and removes the container. */
  void remove() {
    container.stop();
  }
}
