package io.maidian;

import static org.assertj.core.api.Assertions.assertThat;

import io.maidian.config.ServerConfig;
import io.maidian.ops.Clock;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The tracking plan and what it does to uploads and sums, over HTTP against the whole server. */
class PlanOverHttpTest {
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

    @TempDir Path data;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private Server.Opened opened;
    private String project;

    @BeforeEach
    void open() throws Exception {
        ServerConfig config =
                ServerConfig.load(
                        null, Map.of(), Map.of("data", data.toString(), "http.port", "0"));
        opened = Server.open(config, Clock.SYSTEM);
        project = "/api/projects/" + opened.welcome().project().ai();
    }

    @AfterEach
    void close() {
        opened.server().close();
        client.close();
    }

    @Test
    void anEventIsDeclaredChangedAndRemoved() throws Exception {
        JsonNode declared =
                ok(
                        201,
                        "POST",
                        "/events",
                        "{'key':'Buy','name':'购买','tags':['核心'],'variables':[{'key':'price','type':'Double','tags':['钱']}]}");
        assertThat(declared.at("/type").stringValue()).isEqualTo("counter");
        JsonNode changed = ok(200, "PUT", "/events/Buy", "{'description':'付款成功'}");
        assertThat(changed.at("/name").stringValue()).isEqualTo("购买");
        assertThat(changed.at("/tags/0").stringValue()).isEqualTo("核心");
        assertThat(changed.at("/variables/0/tags/0").stringValue()).isEqualTo("钱");
        JsonNode removed = ok(200, "DELETE", "/events/Buy", null);
        assertThat(removed).isEqualTo(changed);
        assertThat(ok(200, "GET", "/events", null)).isEmpty();
        assertThat(ok(200, "GET", "/variables", null).at("/0/key").stringValue())
                .isEqualTo("price");
        assertThat(ok(201, "POST", "/events", removed.toString())).isEqualTo(changed);
        assertThat(ok(404, "DELETE", "/events/Buy2", null).at("/error/code").stringValue())
                .isEqualTo("plan.not_declared");
    }

    @Test
    void aVariableIsSharedByEventsAndKeepsWhatAnEventLeavesOut() throws Exception {
        ok(201, "POST", "/variables", "{'key':'price','type':'Int','name':'价格'}");
        ok(201, "POST", "/events", "{'key':'Buy','variables':[{'key':'price'}]}");
        ok(201, "POST", "/events", "{'key':'Refund','variables':[{'key':'price','type':'Int'}]}");
        JsonNode price = ok(200, "GET", "/variables", null).at("/0");
        assertThat(price.at("/name").stringValue()).isEqualTo("价格");
        assertThat(price.at("/events").toString()).isEqualTo("[\"Buy\",\"Refund\"]");
        ok(200, "PUT", "/variables/price", "{'type':'Double'}");
        JsonNode events = ok(200, "GET", "/events", null);
        assertThat(events.at("/0/variables/0/type").stringValue()).isEqualTo("Double");
        assertThat(events.at("/1/variables/0/type").stringValue()).isEqualTo("Double");
        JsonNode removed = ok(200, "DELETE", "/variables/price", null);
        assertThat(removed.at("/events").size()).isEqualTo(2);
        assertThat(ok(200, "GET", "/events", null).at("/0/variables")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    POST | /events         | {'key':'9Buy'}                                              | 400 | plan.bad_key     | /key
                    POST | /events         | {'key':'购买'}                                              | 400 | plan.bad_key     | /key
                    POST | /events         | {'key':'taken'}                                             | 409 | plan.key_taken   | /key
                    POST | /events         | {'key':'New','variables':[{'key':'New','type':'Int'}]}      | 409 | plan.key_taken   | /variables/0/key
                    POST | /events         | {'key':'New','variables':[{'key':'Known','type':'Int'}]}    | 409 | plan.key_taken   | /variables/0/key
                    POST | /events         | {'key':'New','variables':[{'key':'a-b','type':'Int'}]}      | 400 | plan.bad_key     | /variables/0/key
                    POST | /events         | {'key':'New','variables':[{'key':'v'}]}                     | 400 | body.bad_value   | /variables/0/type
                    POST | /events         | {'key':'New','variables':[{'key':'taken','type':'String'}]} | 409 | plan.type_change | /variables/0/type
                    POST | /events         | {'key':'New','tags':['a','a']}                              | 400 | body.bad_value   | /tags
                    POST | /events         | {'key':'New','type':'gauge'}                                | 400 | body.bad_value   | /type
                    PUT  | /events/Known   | {'key':'Other'}                                             | 400 | body.bad_value   | /key
                    PUT  | /events/Nobody  | {}                                                          | 404 | plan.not_declared | ''
                    POST | /variables      | {'key':'Known','type':'Int'}                                | 409 | plan.key_taken   | /key
                    POST | /variables      | {'key':'v'}                                                 | 400 | body.bad_value   | /type
                    PUT  | /variables/no   | {}                                                          | 404 | plan.not_declared | ''
                    """)
    void whatCannotBeDeclaredIsToldWithCodeAndPlace(
            String method, String path, String body, int status, String code, String pointer)
            throws Exception {
        ok(201, "POST", "/events", "{'key':'Known','variables':[{'key':'taken','type':'Int'}]}");
        JsonNode error = ok(status, method, path, body).get("error");
        assertThat(error.get("code").stringValue()).isEqualTo(code);
        assertThat(error.get("pointer").stringValue()).isEqualTo(pointer);
        assertThat(error.get("message").stringValue()).isNotBlank();
    }

    @Test
    void aTypeChangesFreelyUntilAValueHasArrivedAndFromIntToDoubleAlways() throws Exception {
        ok(201, "POST", "/variables", "{'key':'price','type':'String'}");
        ok(200, "PUT", "/variables/price", "{'type':'Int'}");
        upload(200, "[" + event("Buy", "'price':5") + "]");
        await("Buy", "'measure':'count'", "1");
        JsonNode refused = ok(409, "PUT", "/variables/price", "{'type':'String'}");
        assertThat(refused.at("/error/code").stringValue()).isEqualTo("plan.type_change");
        ok(200, "PUT", "/variables/price", "{'type':'Double'}");
        assertThat(
                        ok(409, "PUT", "/variables/price", "{'type':'Int'}")
                                .at("/error/pointer")
                                .stringValue())
                .isEqualTo("/type");
    }

    @Test
    void aProjectThatQuarantinesRejectsWhatIsNotDeclared() throws Exception {
        plan("quarantine");
        JsonNode unknown = upload(400, "[" + event("Unknown", "") + "]");
        assertThat(unknown.at("/results/0/code").stringValue()).isEqualTo("n.undeclared");
        JsonNode variable = upload(400, "[" + event("Buy", "'colour':'red'") + "]");
        assertThat(variable.at("/results/0/pointer").stringValue()).isEqualTo("/0/var/colour");
        assertThat(upload(200, "[" + event("Buy", "'price':1") + "]").at("/accepted").intValue())
                .isEqualTo(1);
    }

    @Test
    void aProjectThatDiscardsAnswers200AndCountsWhatItDiscarded() throws Exception {
        plan("discard");
        for (int i = 0; i < 3; i++) {
            JsonNode receipt = upload(200, "[" + event("Unknown", "'i':" + i) + "]");
            assertThat(receipt.at("/rejected").intValue()).isEqualTo(1);
            assertThat(receipt.at("/results/0/code").stringValue()).isEqualTo("n.discarded");
            assertThat(receipt.has("error")).isFalse();
        }
        JsonNode kept = upload(200, "[" + event("Buy", "'price':2,'colour':'red'") + "]");
        assertThat(kept.at("/warned").intValue()).isEqualTo(1);
        assertThat(kept.at("/results/0/code").stringValue()).isEqualTo("var.discarded");
        await("Buy", "'measure':'sum','variable':'price'", "2");
        JsonNode empty = ask("Unknown", "'measure':'count'");
        assertThat(empty.at("/empty_reason/code").stringValue()).isEqualTo("event.all_rejected");
        assertThat(empty.at("/empty_reason/rejections/0/code").stringValue())
                .isEqualTo("n.discarded");
        assertThat(empty.at("/empty_reason/rejections/0/count").intValue()).isEqualTo(3);
        JsonNode none = ask("Buy", "'measure':'sum','variable':'colour'");
        assertThat(none.at("/empty_reason/code").stringValue()).isEqualTo("variable.no_numbers");
    }

    @Test
    void sumsAreExactAndTakeOnlyWhatFits() throws Exception {
        plan("keep");
        StringBuilder tenths = new StringBuilder();
        for (int i = 0; i < 10; i++) {
            tenths.append(i == 0 ? "" : ",").append(event("Buy", "'price':0.1"));
        }
        upload(200, "[" + tenths + "," + event("Buy", "'price':'12'") + "]");
        await("Buy", "'measure':'count'", "11");
        await("Buy", "'measure':'sum','variable':'price'", "1");
        await("Buy", "'measure':'avg','variable':'price'", "0.1");
        String most = event("Buy", "'count':9223372036854775807");
        upload(200, "[" + most + "," + most + "," + event("Buy", "'count':0.5") + "]");
        await("Buy", "'measure':'sum','variable':'count'", "18446744073709551614");
        await("Buy", "'measure':'min','variable':'count'", "9223372036854775807");
    }

    private void plan(String undeclared) throws Exception {
        ok(
                201,
                "POST",
                "/events",
                "{'key':'Buy','variables':[{'key':'price','type':'Double'},{'key':'count','type':'Int'}]}");
        ok(200, "PUT", "/settings", "{'undeclared':'" + undeclared + "'}");
    }

    private static String event(String key, String variables) {
        return "{'cs1':'u1','tm':%d,'t':'cstm','n':'%s','var':{%s}}"
                .formatted(Clock.SYSTEM.millis(), key, variables);
    }

    private JsonNode upload(int status, String events) throws Exception {
        String ai = opened.welcome().project().ai();
        HttpRequest request =
                HttpRequest.newBuilder(uri("/v3/" + ai + "/s2s/cstm"))
                        .POST(BodyPublishers.ofString(events.replace('\'', '"')))
                        .build();
        HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        return JSON.readTree(response.body());
    }

    private JsonNode ask(String event, String more) throws Exception {
        return ok(
                200, "POST", "/query", "{'kind':'realtime','event':'" + event + "'," + more + "}");
    }

    private void await(String event, String more, String total) throws Exception {
        long deadline = System.nanoTime() + 10_000_000_000L;
        String found = "";
        while (!found.equals(total) && System.nanoTime() < deadline) {
            found = ask(event, more).at("/series/0/total").asString();
        }
        assertThat(found).isEqualTo(total);
    }

    private JsonNode ok(int status, String method, String path, String body) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri(project + path))
                        .header(
                                "Authorization",
                                "Bearer " + Files.readString(data.resolve("admin.token")).strip());
        if (body == null) {
            request.method(method, BodyPublishers.noBody());
        } else {
            request.header("Content-Type", "application/json")
                    .method(method, BodyPublishers.ofString(body.replace('\'', '"')));
        }
        HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        return JSON.readTree(response.body());
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + opened.welcome().port() + path);
    }
}
