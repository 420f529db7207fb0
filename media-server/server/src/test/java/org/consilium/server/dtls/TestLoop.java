package org.consilium.server.dtls;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.consilium.server.loop.LoopExecutor;

/** A loop that only runs tasks, on one thread. */
final class TestLoop implements LoopExecutor, AutoCloseable {
    private final ExecutorService executor =
            Executors.newSingleThreadExecutor(task -> new Thread(task, "test-loop"));

    @Override
    public boolean execute(Runnable task) {
        try {
            executor.execute(task);
            return true;
        } catch (RejectedExecutionException ignored) {
            return false; // closed
        }
    }

    /** Runs something on the loop and waits for its result. */
    <T> T call(Callable<T> task) {
        try {
            return executor.submit(task).get(30, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    void run(Runnable task) {
        call(
                () -> {
                    task.run();
                    return true;
                });
    }

    static <T> T await(CompletableFuture<T> future) {
        try {
            return future.get(30, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
