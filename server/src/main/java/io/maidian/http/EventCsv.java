package io.maidian.http;

import io.maidian.event.Event;
import io.maidian.event.Finding;
import io.maidian.event.Value;
import io.maidian.event.Variable;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Events as comma-separated values (RFC 4180): a column for each variable that was known when the
 * export began, and one for the others. What is missing is an empty field, an empty string two
 * quotation marks. It begins with a byte order mark, without which spreadsheets take it for another
 * charset. Immutable.
 */
final class EventCsv implements EventLines {
    private static final String BYTE_ORDER_MARK = "\uFEFF";
    private static final List<String> COLUMNS =
            List.of(
                    "request_id",
                    "index",
                    "key",
                    "user",
                    "visit_user",
                    "id",
                    "event_time",
                    "client_time",
                    "received",
                    "stm",
                    "num");

    private final List<String> variables;
    private final DateTimeFormatter time;

    /**
     * @param variables keys of those that have a column, each once
     * @param zone in which times are written
     */
    EventCsv(List<String> variables, ZoneId zone) {
        this.variables = List.copyOf(variables);
        time = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSxxx").withZone(zone);
    }

    @Override
    public String contentType() {
        return "text/csv; charset=utf-8";
    }

    @Override
    public String extension() {
        return "csv";
    }

    @Override
    public String head() {
        StringBuilder out = new StringBuilder(BYTE_ORDER_MARK);
        out.append(String.join(",", COLUMNS));
        variables.forEach(key -> text(out.append(','), "var." + key));
        return out.append(",other_variables,warnings\r\n").toString();
    }

    @Override
    public void write(Event event, StringBuilder out) {
        out.append(event.upload().id()).append(',').append(event.index());
        text(out.append(','), event.key());
        text(out.append(','), event.user());
        text(out.append(','), event.visitUser());
        text(out.append(','), event.id());
        time(out.append(','), event.eventMillis());
        time(out.append(','), event.clientMillis());
        time(out.append(','), event.upload().receivedMillis());
        time(out.append(','), event.upload().sentMillis());
        value(out.append(','), event.num());
        Map<String, Variable> left = new LinkedHashMap<>();
        event.variables().forEach(variable -> left.put(variable.key(), variable));
        for (String key : variables) {
            Variable variable = left.remove(key);
            value(out.append(','), variable == null ? null : variable.value());
        }
        out.append(',');
        if (!left.isEmpty()) {
            StringBuilder others = new StringBuilder();
            EventNdjson.variables(others, new ArrayList<>(left.values()));
            text(out, others.toString());
        }
        out.append(',');
        out.append(event.warnings().stream().map(Finding::code).collect(Collectors.joining(" ")));
        out.append("\r\n");
    }

    private void time(StringBuilder out, @Nullable Long millis) {
        if (millis != null) {
            time.formatTo(Instant.ofEpochMilli(millis), out);
        }
    }

    private static void value(StringBuilder out, @Nullable Value value) {
        switch (value) {
            case null -> {}
            case Value.Text text -> text(out, text.text());
            case Value.Whole whole -> out.append(ExportNumber.of(whole));
            case Value.Decimal decimal -> out.append(ExportNumber.of(decimal));
        }
    }

    private static void text(StringBuilder out, @Nullable String text) {
        if (text == null) {
            return;
        }
        boolean plain =
                !text.isEmpty()
                        && text.indexOf(',') < 0
                        && text.indexOf('"') < 0
                        && text.indexOf('\n') < 0
                        && text.indexOf('\r') < 0;
        if (plain) {
            out.append(text);
        } else {
            out.append('"').append(text.replace("\"", "\"\"")).append('"');
        }
    }
}
