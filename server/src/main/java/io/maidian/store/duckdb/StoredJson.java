package io.maidian.store.duckdb;

import io.maidian.event.Finding;
import io.maidian.event.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The JSON texts in the event table: what has no column of its own. Stateless. */
final class StoredJson {
    private static final JsonMapper JSON = JsonMapper.shared();

    private StoredJson() {}

    /**
     * What of an event lies in no column.
     *
     * @param key the event key, where it is beyond the cap
     * @param num the event's own value, where a double cannot hold it
     * @param variables without a slot, or whole numbers that a double cannot hold
     */
    record Overflow(@Nullable String key, @Nullable Long num, Map<String, Value> variables) {
        static final Overflow NONE = new Overflow(null, null, Map.of());
    }

    static String write(Overflow overflow) {
        ObjectNode node = JSON.createObjectNode();
        if (overflow.key() != null) {
            node.put("key", overflow.key());
        }
        if (overflow.num() != null) {
            node.put("num", overflow.num());
        }
        if (!overflow.variables().isEmpty()) {
            ObjectNode variables = node.putObject("var");
            overflow.variables().forEach((key, value) -> put(variables, key, value));
        }
        return JSON.writeValueAsString(node);
    }

    private static void put(ObjectNode variables, String key, Value value) {
        switch (value) {
            case Value.Text text -> variables.put(key, text.text());
            case Value.Whole whole -> variables.put(key, whole.number());
            case Value.Decimal decimal -> variables.put(key, decimal.number());
        }
    }

    static Overflow readOverflow(@Nullable String text) {
        if (text == null) {
            return Overflow.NONE;
        }
        JsonNode node = JSON.readTree(text);
        Map<String, Value> variables = new LinkedHashMap<>();
        node.path("var").properties().forEach(e -> variables.put(e.getKey(), value(e.getValue())));
        return new Overflow(
                node.has("key") ? node.get("key").stringValue() : null,
                node.has("num") ? node.get("num").longValue() : null,
                variables);
    }

    private static Value value(JsonNode node) {
        if (node.isString()) {
            return new Value.Text(node.stringValue());
        }
        return node.isIntegralNumber()
                ? new Value.Whole(node.longValue())
                : new Value.Decimal(node.doubleValue());
    }

    static String write(List<Finding> findings) {
        ArrayNode array = JSON.createArrayNode();
        for (Finding finding : findings) {
            array.addObject()
                    .put("code", finding.code())
                    .put("pointer", UnicodeText.mended(finding.pointer()))
                    .put("got", UnicodeText.mended(finding.got()));
        }
        return JSON.writeValueAsString(array);
    }

    static List<Finding> readFindings(@Nullable String text) {
        List<Finding> findings = new ArrayList<>();
        if (text != null) {
            for (JsonNode node : JSON.readTree(text)) {
                findings.add(
                        new Finding(
                                node.path("code").asString(),
                                node.path("pointer").asString(),
                                node.path("got").asString()));
            }
        }
        return findings;
    }
}
