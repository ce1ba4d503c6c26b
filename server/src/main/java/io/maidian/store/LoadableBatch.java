package io.maidian.store;

import io.maidian.event.Event;
import io.maidian.event.EventBatch;
import io.maidian.event.Finding;
import io.maidian.event.QuarantineChange;
import io.maidian.event.RejectedEvent;
import io.maidian.event.Value;
import io.maidian.log.LogPosition;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Adds batches of which some events may not be loadable: halves them until the bad events are
 * found, and adds these as rejected ones beside the good ones, at the same position. For one
 * thread.
 */
final class LoadableBatch {
    /** The reason of such a rejection. */
    static final String CODE = "store.unloadable";

    private static final Logger LOG = LoggerFactory.getLogger(LoadableBatch.class);
    private static final JsonMapper JSON = JsonMapper.shared();

    private final EventStore store;
    private final IntConsumer unloadable;

    /**
     * @param unloadable told how many events of a batch the store could not take
     */
    LoadableBatch(EventStore store, IntConsumer unloadable) {
        this.store = store;
        this.unloadable = unloadable;
    }

    /** Adds the batch and returns it as it was added. */
    EventBatch add(EventBatch batch, LogPosition reached) throws IOException {
        try {
            store.add(batch, reached);
            return batch;
        } catch (UnloadableException e) {
            LOG.error("the store cannot take a batch, looking for the event: {}", e.getMessage());
            EventBatch mended = setAside(batch);
            try {
                store.add(mended, reached);
                return mended;
            } catch (UnloadableException again) {
                throw new IOException(
                        "the store cannot take a batch, though it can take each event of it: "
                                + again.getMessage(),
                        again);
            }
        }
    }

    private EventBatch setAside(EventBatch batch) throws IOException {
        Set<Integer> bad = new HashSet<>();
        findBad(batch.events(), 0, batch.events().size(), bad);
        List<Event> good = new ArrayList<>();
        List<RejectedEvent> rejected = new ArrayList<>(batch.rejected());
        for (int i = 0; i < batch.events().size(); i++) {
            Event event = batch.events().get(i);
            if (bad.contains(i)) {
                rejected.add(rejection(event));
            } else {
                good.add(event);
            }
        }
        unloadable.accept(bad.size());
        return new EventBatch(
                good, rejected, batch.refused(), batch.duplicates(), loadable(batch.changes()));
    }

    /** Without the replays of events that cannot be stored: these stay in quarantine. */
    private List<QuarantineChange> loadable(List<QuarantineChange> changes) throws IOException {
        List<QuarantineChange> good = new ArrayList<>();
        for (QuarantineChange change : changes) {
            EventBatch alone =
                    new EventBatch(List.of(), List.of(), List.of(), List.of(), List.of(change));
            if (!(change instanceof QuarantineChange.Replayed) || store.canTake(alone)) {
                good.add(change);
            } else {
                LOG.error("the replay of {} cannot be stored and is left out", change.id());
                unloadable.accept(1);
            }
        }
        return good;
    }

    private void findBad(List<Event> events, int from, int to, Set<Integer> bad)
            throws IOException {
        EventBatch part = new EventBatch(events.subList(from, to), List.of(), List.of());
        if (part.isEmpty() || store.canTake(part)) {
            return;
        }
        if (to - from == 1) {
            bad.add(from);
            return;
        }
        int middle = (from + to) >>> 1;
        findBad(events, from, middle, bad);
        findBad(events, middle, to, bad);
    }

    private static RejectedEvent rejection(Event event) {
        LOG.error(
                "event {} of upload {} cannot be stored and is kept as rejected ({})",
                event.index(),
                event.upload().id(),
                CODE);
        return new RejectedEvent(
                event.upload(),
                event.index(),
                new Finding(CODE, "/" + event.index(), ""),
                event.key(),
                event.user(),
                json(event));
    }

    /** The event as an upload would hold it, so that it can be mended and replayed. */
    private static String json(Event event) {
        ObjectNode node = JSON.createObjectNode();
        node.put("t", "cstm");
        node.put("cs1", event.user());
        node.put("tm", event.clientMillis());
        node.put("n", event.key());
        if (event.visitUser() != null) {
            node.put("u", event.visitUser());
        }
        if (event.id() != null) {
            node.put("id", event.id());
        }
        if (event.num() != null) {
            put(node, "num", event.num());
        }
        ObjectNode variables = node.putObject("var");
        event.variables().forEach(variable -> put(variables, variable.key(), variable.value()));
        return JSON.writeValueAsString(node);
    }

    private static void put(ObjectNode node, String key, Value value) {
        switch (value) {
            case Value.Text text -> node.put(key, text.text());
            case Value.Whole whole -> node.put(key, whole.number());
            case Value.Decimal decimal -> node.put(key, decimal.number());
        }
    }
}
