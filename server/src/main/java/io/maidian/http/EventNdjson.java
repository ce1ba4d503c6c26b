package io.maidian.http;

import io.maidian.event.Event;
import io.maidian.event.Finding;
import io.maidian.event.Value;
import io.maidian.event.Variable;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.io.JsonStringEncoder;

/** Events as JSON objects, one a line. Stateless. */
final class EventNdjson implements EventLines {
    private static final JsonStringEncoder ESCAPES = JsonStringEncoder.getInstance();

    @Override
    public String contentType() {
        return "application/x-ndjson; charset=utf-8";
    }

    @Override
    public String extension() {
        return "ndjson";
    }

    @Override
    public String head() {
        return "";
    }

    @Override
    public void write(Event event, StringBuilder out) {
        out.append("{\"request_id\":\"").append(event.upload().id());
        out.append("\",\"index\":").append(event.index());
        member(out, "key", event.key());
        member(out, "user", event.user());
        member(out, "visit_user", event.visitUser());
        member(out, "id", event.id());
        out.append(",\"event_time\":").append(event.eventMillis());
        out.append(",\"client_time\":").append(event.clientMillis());
        out.append(",\"received\":").append(event.upload().receivedMillis());
        out.append(",\"stm\":").append(event.upload().sentMillis());
        if (event.num() != null) {
            out.append(",\"num\":");
            value(out, event.num());
        }
        out.append(",\"variables\":");
        variables(out, event.variables());
        out.append(",\"warnings\":[");
        for (int i = 0; i < event.warnings().size(); i++) {
            Finding warning = event.warnings().get(i);
            string(out.append(i == 0 ? "" : ","), warning.code());
        }
        out.append("]}\n");
    }

    /** An object with a member for each variable. */
    static void variables(StringBuilder out, List<Variable> variables) {
        out.append('{');
        for (int i = 0; i < variables.size(); i++) {
            string(out.append(i == 0 ? "" : ","), variables.get(i).key());
            value(out.append(':'), variables.get(i).value());
        }
        out.append('}');
    }

    private static void value(StringBuilder out, Value value) {
        switch (value) {
            case Value.Text text -> string(out, text.text());
            case Value.Whole whole -> out.append(ExportNumber.of(whole));
            case Value.Decimal decimal -> out.append(ExportNumber.of(decimal));
        }
    }

    /** One that is left out where it is null. */
    private static void member(StringBuilder out, String name, @Nullable String value) {
        if (value != null) {
            out.append(",\"").append(name).append("\":");
            string(out, value);
        }
    }

    private static void string(StringBuilder out, String value) {
        out.append('"');
        ESCAPES.quoteAsString(value, out);
        out.append('"');
    }
}
