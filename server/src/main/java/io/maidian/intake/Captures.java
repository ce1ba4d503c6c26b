package io.maidian.intake;

import io.maidian.event.RequestId;
import io.maidian.ops.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The latest uploads as they came, in memory, so that a person can look at a request beside what
 * became of it. The first few of each second and project are captured; beyond that an upload costs
 * one look at a counter. Bounded in bytes over all projects: where that is used up, the project
 * that holds most gives up its oldest. Lost at a restart. Safe for any thread; never blocks for
 * long.
 */
public final class Captures {
    /** Uploads captured in one second of one project. */
    public static final int PER_SECOND = 20;

    /** Uploads kept of one project. */
    public static final int PER_PROJECT = 500;

    private final Predicate<String> isProject;
    private final Clock clock;
    private final long limitBytes;
    private final long startMillis;
    private final UnknownProjects unknown = new UnknownProjects();
    private final ConcurrentHashMap<String, Budget> budgets = new ConcurrentHashMap<>();
    private final CopyOnWriteArrayList<Subscriber> subscribers = new CopyOnWriteArrayList<>();
    private final Map<String, Kept> kept = new HashMap<>();
    private final AtomicLong numbers = new AtomicLong();
    private long bytes;

    /**
     * @param isProject whether there is a project of this id; only of those is anything kept
     * @param limitBytes how much memory all that is kept may hold, about; 0 keeps nothing
     */
    public Captures(Predicate<String> isProject, Clock clock, long limitBytes) {
        this.isProject = isProject;
        this.clock = clock;
        this.limitBytes = limitBytes;
        startMillis = clock.millis();
    }

    /** Why an upload is not kept. */
    public enum Missing {
        /** It came before this process began. */
        BEFORE_START,
        /** It gave way to newer ones. */
        GAVE_WAY,
        /** More came in its second than are captured, or nothing is captured at all. */
        TOO_MANY
    }

    /** Whether this upload is to be captured. True uses up one of the second's. */
    public boolean admits(String ai) {
        if (limitBytes == 0) {
            return false;
        }
        Budget budget = budgets.get(ai);
        if (budget == null) {
            if (!isProject.test(ai)) {
                return false;
            }
            budget = budgets.computeIfAbsent(ai, _ -> new Budget());
        }
        return budget.take(clock.millis());
    }

    /** Begins to capture an upload that was admitted. */
    public Capture begin(String ai, Sender sender, int wireBytes) {
        return new Capture(ai, sender, wireBytes, clock.millis());
    }

    /** Keeps the upload, with what its sender is told, and tells the subscribers. */
    public void end(Capture capture, UploadOutcome outcome) {
        long number = numbers.incrementAndGet();
        CapturedUpload first = capture.isRetry(outcome) ? firstOf(capture.ai(), outcome) : null;
        CapturedUpload upload =
                first == null
                        ? capture.ended(number, outcome)
                        : capture.endedAs(first, number, outcome);
        keep(upload);
        for (Subscriber subscriber : subscribers) {
            if (subscriber.ai.equals(upload.ai())) {
                subscriber.listener.accept(upload);
            }
        }
    }

    /** Notes an upload that named no project of this server. */
    public void unknownProject(String ai, String client) {
        unknown.add(ai, client, clock.millis());
    }

    /** What named no project of this server. */
    public UnknownProjects unknownProjects() {
        return unknown;
    }

    /** What is kept of a project, the newest first. */
    public synchronized List<CapturedUpload> newest(String ai) {
        Kept project = kept.get(ai);
        return project == null ? List.of() : new ArrayList<>(project.uploads);
    }

    /** The upload of this number, or null if it is not kept. */
    public @Nullable CapturedUpload find(String ai, long number) {
        return find(ai, upload -> upload.number() == number);
    }

    /** The upload of this request id that was first to bear it, or null if it is not kept. */
    public @Nullable CapturedUpload find(String ai, RequestId id) {
        CapturedUpload found = null;
        for (CapturedUpload upload : newest(ai)) {
            if (id.equals(upload.requestId())) {
                found = upload;
            }
        }
        return found;
    }

    /** Why an upload of this moment is not kept. */
    public Missing whyMissing(String ai, long receivedMillis) {
        if (receivedMillis < startMillis) {
            return Missing.BEFORE_START;
        }
        List<CapturedUpload> uploads = newest(ai);
        return uploads.isEmpty() || receivedMillis >= uploads.getLast().receivedMillis()
                ? Missing.TOO_MANY
                : Missing.GAVE_WAY;
    }

    /** How many of a project's uploads were not captured since the start, for want of budget. */
    public long passed(String ai) {
        Budget budget = budgets.get(ai);
        return budget == null ? 0 : budget.passed.sum();
    }

    /** About how much memory is held. */
    public synchronized long bytes() {
        return bytes;
    }

    /**
     * Follows what is captured of a project until the result is run.
     *
     * @param listener called on any event loop: it must be quick and must not throw
     */
    public Runnable subscribe(String ai, Consumer<CapturedUpload> listener) {
        Subscriber subscriber = new Subscriber(ai, listener);
        subscribers.add(subscriber);
        return () -> subscribers.remove(subscriber);
    }

    private @Nullable CapturedUpload firstOf(String ai, UploadOutcome outcome) {
        RequestId id = outcome instanceof UploadOutcome.Stored stored ? stored.id() : null;
        return id == null ? null : find(ai, id);
    }

    private @Nullable CapturedUpload find(String ai, Predicate<CapturedUpload> wanted) {
        return newest(ai).stream().filter(wanted).findFirst().orElse(null);
    }

    private synchronized void keep(CapturedUpload upload) {
        Kept project = kept.computeIfAbsent(upload.ai(), _ -> new Kept());
        bytes += project.add(upload);
        if (project.uploads.size() > PER_PROJECT) {
            bytes -= project.removeOldest();
        }
        while (bytes > limitBytes) {
            Kept largest =
                    kept.values().stream()
                            .max(Comparator.comparingLong(each -> each.bytes))
                            .orElseThrow();
            bytes -= largest.removeOldest();
        }
        kept.values().removeIf(each -> each.uploads.isEmpty());
    }

    /** One project's, the newest first. Under the lock. */
    private static final class Kept {
        private final ArrayDeque<CapturedUpload> uploads = new ArrayDeque<>();
        private long bytes;

        long add(CapturedUpload upload) {
            uploads.addFirst(upload);
            bytes += upload.bytes();
            return upload.bytes();
        }

        long removeOldest() {
            long freed = uploads.removeLast().bytes();
            bytes -= freed;
            return freed;
        }
    }

    /** What one project may capture in a second. Where two threads race, one or two more. */
    private static final class Budget {
        private final AtomicLong second = new AtomicLong(Long.MIN_VALUE);
        private final AtomicInteger taken = new AtomicInteger();
        private final LongAdder passed = new LongAdder();

        boolean take(long nowMillis) {
            long now = nowMillis / 1_000;
            long current = second.getOpaque();
            if (current == now && taken.getOpaque() >= PER_SECOND) {
                passed.increment();
                return false;
            }
            if (current != now && second.compareAndSet(current, now)) {
                taken.set(0);
            }
            if (taken.incrementAndGet() > PER_SECOND) {
                passed.increment();
                return false;
            }
            return true;
        }
    }

    /** One follower; equal only to itself. */
    private static final class Subscriber {
        private final String ai;
        private final Consumer<CapturedUpload> listener;

        private Subscriber(String ai, Consumer<CapturedUpload> listener) {
            this.ai = ai;
            this.listener = listener;
        }
    }
}
