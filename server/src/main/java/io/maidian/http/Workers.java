package io.maidian.http;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The threads of the console's API, in two lots: one for calls that ask the store or the log and
 * may take as long as a query, one for the others, so that signing in and metrics never wait behind
 * questions. Of each lot a bounded number of calls waits. Safe for any thread.
 */
final class Workers {
    /** Which threads a call needs. */
    enum Lot {
        /** It ends at once: the catalog, the session, metrics. */
        QUICK,
        /** It asks the store or reads the log. */
        ASKING
    }

    /** Running and waiting, of one lot. Each holds a body of {@link BodyReader} meanwhile. */
    static final int CALLS = 256;

    private static final int QUICK_THREADS = 2;

    private final Threads quick;
    private final Threads asking;

    /**
     * @param askingThreads for questions
     */
    Workers(Vertx vertx, int askingThreads) {
        quick = new Threads(executor(vertx, "console", QUICK_THREADS));
        asking = new Threads(executor(vertx, "questions", askingThreads));
    }

    private static WorkerExecutor executor(Vertx vertx, String name, int threads) {
        return vertx.createSharedWorkerExecutor(name, threads, 1, TimeUnit.HOURS);
    }

    private record Threads(WorkerExecutor executor, AtomicInteger calls) {
        Threads(WorkerExecutor executor) {
            this(executor, new AtomicInteger());
        }
    }

    /**
     * Does a call's work; the answer comes on the caller's event loop. Where too many wait it fails
     * with {@link ApiError#TOO_MANY_CALLS}.
     */
    <T> Future<@Nullable T> call(Lot lot, Callable<T> work) {
        Threads threads = threads(lot);
        if (threads.calls.incrementAndGet() > CALLS) {
            threads.calls.decrementAndGet();
            return Future.failedFuture(new ApiProblem(ApiError.TOO_MANY_CALLS));
        }
        return threads.executor
                .executeBlocking(work, false)
                .onComplete(_ -> threads.calls.decrementAndGet());
    }

    /** Goes on with a call that has begun to answer: it is not refused any more. */
    <T> Future<@Nullable T> goOn(Lot lot, Callable<T> work) {
        return threads(lot).executor.executeBlocking(work, false);
    }

    private Threads threads(Lot lot) {
        return switch (lot) {
            case QUICK -> quick;
            case ASKING -> asking;
        };
    }
}
