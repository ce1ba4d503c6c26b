package io.maidian.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What people declare and save stays as they left it, also over a restart and a crash. */
final class ChartsTest {
    @Test
    void chartsAndDeclarationsSurviveAKillAndAreChangedAndDeleted() {
        try (MaidianProcess first = MaidianProcess.start(Product.newFolder("charts"))) {
            Api api = first.api();
            String ai = api.createProject(Map.of("name", "图表", "timezone", "UTC"));
            String charts = "/api/projects/" + ai + "/charts";
            Reply old = api.post(charts, chart("旧", Question.realtime("E")));
            Reply young =
                    api.post(
                            charts,
                            chart("新", Question.trend("E").users().with("interval", "hour")));
            assertThat(old.status()).as(old.text()).isEqualTo(201);
            assertThat(young.status()).as(young.text()).isEqualTo(201);
            api.post("/api/projects/" + ai + "/events", Map.of("key", "E", "name", "事件"));
            first.kill9();

            try (MaidianProcess second = MaidianProcess.start(first.data())) {
                Api again = second.api();
                JsonNode listed = again.get(charts).json();
                assertThat(listed.size()).isEqualTo(2);
                assertThat(listed.requiredAt("/0/name").stringValue())
                        .as("newest first")
                        .isEqualTo("新");
                assertThat(listed.requiredAt("/0/query/measure").stringValue()).isEqualTo("users");
                assertThat(listed.requiredAt("/0/query/interval").stringValue()).isEqualTo("hour");
                assertThat(again.events(ai).requiredAt("/0/name").stringValue()).isEqualTo("事件");

                String path = charts + "/" + old.string("/id");
                Reply changed = put(again, path, chart("改", Question.realtime("F")));
                assertThat(changed.status()).as(changed.text()).isEqualTo(200);
                assertThat(again.get(path).string("/query/event")).isEqualTo("F");
                assertThat(again.send(again.signed(path).DELETE()).status()).isEqualTo(204);
                assertThat(again.get(path).status()).isEqualTo(404);
                assertThat(put(again, path, chart("no", Question.realtime("F"))).status())
                        .isEqualTo(404);
                assertThat(again.get(charts).json().size()).isEqualTo(1);
            }
        }
    }

    @Test
    void declaringAgainReplacesTheDeclaration() {
        try (MaidianProcess maidian = MaidianProcess.start(Product.newFolder("declare"))) {
            Api api = maidian.api();
            String events = "/api/projects/" + maidian.demoAi() + "/events";
            Map<String, String> price = Map.of("key", "price", "type", "Int");
            Map<String, String> colour = Map.of("key", "colour", "type", "String");
            api.post(events, Map.of("key", "E", "name", "old", "variables", List.of(price)));
            Reply again =
                    api.post(
                            events,
                            Map.of("key", "E", "name", "new", "variables", List.of(colour)));
            assertThat(again.status()).as(again.text()).isEqualTo(201);
            JsonNode listed = api.events(maidian.demoAi());
            assertThat(listed.size()).isEqualTo(1);
            assertThat(listed.requiredAt("/0/name").stringValue()).isEqualTo("new");
            assertThat(listed.requiredAt("/0/variables").size()).isEqualTo(1);
            assertThat(listed.requiredAt("/0/variables/0/key").stringValue()).isEqualTo("colour");
        }
    }

    private static Map<String, Object> chart(String name, Question question) {
        return Map.of("name", name, "query", question.fields());
    }

    private static Reply put(Api api, String path, Map<String, Object> body) {
        return api.send(
                api.signed(path)
                        .header("Content-Type", "application/json")
                        .PUT(
                                HttpRequest.BodyPublishers.ofString(
                                        Api.JSON.writeValueAsString(body))));
    }
}
