package io.maidian.ledger;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The lines of a ledger's file, each one JSON object. Stateless. */
final class LedgerLine {
    private static final int VERSION = 1;
    private static final JsonMapper JSON = JsonMapper.shared();

    private LedgerLine() {}

    static String of(Run run) {
        return JSON.createObjectNode()
                .put("ledger", VERSION)
                .put("run", run.id())
                .put("server", run.server().toString())
                .put("ai", run.ai())
                .put("event", run.event())
                .put("started", run.startedMillis())
                .toString();
    }

    /** All numbers below this may have been sent. */
    static String reserved(long end) {
        return JSON.createObjectNode().put("reserved", end).toString();
    }

    static String of(Entry entry) {
        ObjectNode line = JSON.createObjectNode();
        line.put("fate", entry.fate().name().toLowerCase(Locale.ROOT));
        line.put("from", entry.from()).put("to", entry.to());
        if (!entry.rejected().isEmpty()) {
            ArrayNode rejected = line.putArray("rejected");
            entry.rejected().forEach(rejected::add);
        }
        if (entry.requestId() != null) {
            line.put("request_id", entry.requestId());
        }
        if (entry.why() != null) {
            line.put("why", entry.why());
        }
        return line.toString();
    }

    /**
     * Reads the first line.
     *
     * @throws IOException if it is none, or one that a newer Maidian wrote
     */
    static Run run(String line) throws IOException {
        try {
            JsonNode json = JSON.readTree(line);
            if (json.path("ledger").asInt(0) != VERSION) {
                throw new IOException("not a ledger that this version reads: " + line);
            }
            return new Run(
                    json.required("run").stringValue(),
                    URI.create(json.required("server").stringValue()),
                    json.required("ai").stringValue(),
                    json.required("event").stringValue(),
                    json.required("started").longValue());
        } catch (JacksonException | IllegalArgumentException e) {
            throw new IOException("not a ledger's first line: " + line, e);
        }
    }

    /** Brings a later line into the account. */
    static void read(String line, Account account) throws IOException {
        try {
            JsonNode json = JSON.readTree(line);
            if (json.has("reserved")) {
                account.reserve(json.get("reserved").longValue());
                return;
            }
            List<Long> rejected = new ArrayList<>();
            json.path("rejected").forEach(number -> rejected.add(number.longValue()));
            account.add(
                    new Entry(
                            Fate.valueOf(
                                    json.required("fate").stringValue().toUpperCase(Locale.ROOT)),
                            json.required("from").longValue(),
                            json.required("to").longValue(),
                            rejected,
                            null,
                            null));
        } catch (JacksonException | IllegalArgumentException e) {
            throw new IOException("not a ledger's line: " + line, e);
        }
    }
}
