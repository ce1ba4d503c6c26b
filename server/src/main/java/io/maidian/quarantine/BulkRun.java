package io.maidian.quarantine;

import io.maidian.event.RejectionId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One bulk change on its way, in steps. What a step did is durable; a run that is cancelled or dies
 * leaves the rest as it was. Run by one thread; looked at and cancelled by any.
 */
public final class BulkRun {
    private static final Logger LOG = LoggerFactory.getLogger(BulkRun.class);
    private static final int EXAMPLES = 20;

    private final String id;
    private final String ai;
    private final Bulk bulk;
    private final Map<String, Long> failed = new TreeMap<>();
    private final List<Preview.Failure> examples = new ArrayList<>();
    private long changed;
    private long stayed;
    private long total;
    private State state = State.WAITING;
    private @Nullable String problem;
    private volatile boolean cancelled;

    BulkRun(String id, String ai, Bulk bulk, long total) {
        this.id = id;
        this.ai = ai;
        this.bulk = bulk;
        this.total = total;
    }

    /** How far a run is. */
    public enum State {
        /** Others come first. */
        WAITING,
        /** It is under way. */
        RUNNING,
        /** All events of the search were tried. */
        DONE,
        /** A person ended it. */
        CANCELLED,
        /** It could not go on; starting another one does the rest. */
        FAILED
    }

    /**
     * Where it stands.
     *
     * @param total events that the search had at the beginning
     * @param changed events that were replayed, discarded or restored
     * @param stayed events that stay, because their mend still breaks a rule
     * @param failed these, by code
     * @param examples some of these
     * @param problem why it failed
     */
    public record Progress(
            State state,
            long total,
            long changed,
            long stayed,
            Map<String, Long> failed,
            List<Preview.Failure> examples,
            @Nullable String problem) {
        /** Whether nothing more will happen. */
        public boolean isOver() {
            return state != State.WAITING && state != State.RUNNING;
        }
    }

    public String id() {
        return id;
    }

    /** The project. */
    public String ai() {
        return ai;
    }

    public Bulk bulk() {
        return bulk;
    }

    /** Where it stands now. */
    public synchronized Progress progress() {
        return new Progress(
                state,
                Math.max(total, changed + stayed),
                changed,
                stayed,
                Map.copyOf(failed),
                List.copyOf(examples),
                problem);
    }

    /** Ends it after the step at hand. */
    public void cancel() {
        cancelled = true;
    }

    void run(Quarantine quarantine) {
        RejectionId after = null;
        boolean more = true;
        become(State.RUNNING, null);
        try {
            while (more && !cancelled) {
                Quarantine.Step step = quarantine.step(ai, bulk, after);
                add(step);
                after = step.next();
                more = after != null;
            }
            become(more ? State.CANCELLED : State.DONE, null);
        } catch (IOException e) {
            LOG.warn("a bulk change of project {} ended early: {}", ai, e.getMessage());
            become(State.FAILED, String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            LOG.error("a bug in a bulk change of project {}", ai, e);
            become(State.FAILED, "a bug: see the server's log");
        }
    }

    private synchronized void become(State next, @Nullable String why) {
        state = next;
        problem = why;
    }

    private synchronized void add(Quarantine.Step step) {
        changed += step.done();
        stayed += step.failures().size();
        for (Preview.Failure failure : step.failures()) {
            failed.merge(failure.reason().code(), 1L, Long::sum);
            if (examples.size() < EXAMPLES) {
                examples.add(failure);
            }
        }
    }
}
