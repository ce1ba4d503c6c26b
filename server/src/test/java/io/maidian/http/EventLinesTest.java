package io.maidian.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.maidian.event.Event;
import io.maidian.event.Finding;
import io.maidian.event.RequestId;
import io.maidian.event.Upload;
import io.maidian.event.Value;
import io.maidian.event.Variable;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** How an export writes events. */
class EventLinesTest {
    private static final RequestId ID = new RequestId(1_700_000_000_123L, 77, 0);

    private static Event event(String user, Variable... variables) {
        return new Event(
                new Upload("ai", ID, null),
                4,
                "pay",
                user,
                null,
                null,
                1_434_556_935_000L,
                0,
                new Value.Decimal(2.50),
                List.of(variables),
                List.of(new Finding("n.trimmed", "", ""), new Finding("var.cut", "", "")));
    }

    private static Variable text(String key, String value) {
        return new Variable(key, new Value.Text(value));
    }

    private static String line(EventLines lines, Event event) {
        StringBuilder out = new StringBuilder();
        lines.write(event, out);
        return out.toString();
    }

    @ParameterizedTest
    @CsvSource({
        "0.1, 0.1",
        "3.0, 3",
        "1e17, 100000000000000000",
        "1e20, 100000000000000000000",
        "1e21, 1E+21",
        "1.5e300, 1.5E+300",
        "0.000001, 0.000001",
        "1e-7, 1E-7",
        "-0.0, 0",
        "-12.50, -12.5",
        "4.9e-324, 4.9E-324"
    })
    void aDecimalIsWrittenInItsShortestForm(double number, String shown) {
        assertThat(ExportNumber.of(new Value.Decimal(number))).isEqualTo(shown);
        assertThat(Double.parseDouble(shown)).isEqualTo(number + 0.0);
    }

    @Test
    void aLineOfJsonHoldsAllThatAnEventHas() {
        Variable big = new Variable("big", new Value.Whole(Long.MAX_VALUE));
        String line = line(new EventNdjson(), event("a\"\n中😀\u2028", text("k\\\"", "v\t"), big));
        assertThat(line).endsWith("\n").contains("\"big\":9223372036854775807");
        assertThat(line.indexOf('\n')).isEqualTo(line.length() - 1);
        JsonNode json = Json.MAPPER.readTree(line);
        assertThat(json.get("request_id").stringValue()).isEqualTo(ID.toString());
        assertThat(json.get("index").intValue()).isEqualTo(4);
        assertThat(json.get("user").stringValue()).isEqualTo("a\"\n中😀\u2028");
        assertThat(json.has("visit_user")).isFalse();
        assertThat(json.get("event_time").longValue()).isEqualTo(1_434_556_935_000L);
        assertThat(json.get("received").longValue()).isEqualTo(1_700_000_000_123L);
        assertThat(json.get("stm").isNull()).isTrue();
        assertThat(json.get("num").doubleValue()).isEqualTo(2.5);
        assertThat(json.at("/variables").get("k\\\"").stringValue()).isEqualTo("v\t");
        assertThat(json.get("warnings").toString()).isEqualTo("[\"n.trimmed\",\"var.cut\"]");
    }

    @Test
    void commaSeparatedValuesQuoteWhatWouldBreakThem() {
        EventCsv csv = new EventCsv(List.of("a,b", "c", "d"), ZoneId.of("Asia/Shanghai"));
        assertThat(csv.head())
                .isEqualTo(
                        "\uFEFFrequest_id,index,key,user,visit_user,id,event_time,client_time,"
                                + "received,stm,num,\"var.a,b\",var.c,var.d,other_variables,warnings\r\n");
        Event event = event("x\"y", text("c", ""), text("a,b", "1\n2"), text("new", "z"));
        assertThat(line(csv, event))
                .isEqualTo(
                        ID
                                + ",4,pay,\"x\"\"y\",,,2015-06-18T00:02:15.000+08:00,"
                                + "1970-01-01T08:00:00.000+08:00,2023-11-15T06:13:20.123+08:00,,2.5,"
                                + "\"1\n2\",\"\",,\"{\"\"new\"\":\"\"z\"\"}\",n.trimmed var.cut\r\n");
    }
}
