package io.maidian.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/**
 * GrowingIO's own Java SDK 1.0.4, changed in nothing but its settings. It keeps its state in static
 * fields, so it runs in a process of its own.
 */
final class JavaSdkTest {
    private static final int EVENTS = 500;

    @AutoClose private static MaidianProcess maidian;

    @BeforeAll
    static void start() {
        maidian = MaidianProcess.start(Product.newFolder("sdk"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void everyEventThatTheSdkSendsIsFoundOnce(boolean compress) throws IOException {
        Api api = maidian.api();
        String ai = api.createProject("sdk, compress=" + compress);
        Product.Started sender =
                SdkSender.start(maidian.address(), ai, compress, EVENTS, List.of());
        try {
            Question sent = Question.realtime(SdkSender.EVENT);
            assertThat(api.awaitTotal(ai, sent, EVENTS).total())
                    .as("the SDK said %s", sender.out().lines())
                    .isEqualTo(EVENTS);
            assertThat(api.ask(ai, sent.users()).total()).isEqualTo(EVENTS);
        } finally {
            sender.process().getOutputStream().close();
        }
        assertThat(Product.awaitEnd(sender).status()).isZero();
        // Whatever the SDK sent again after that would have been counted by now.
        assertThat(api.ask(ai, Question.realtime(SdkSender.EVENT)).total()).isEqualTo(EVENTS);
        assertThat(sender.out().lines().toString()).doesNotContain("error");

        for (JsonNode upload : api.uploads(ai, 200)) {
            assertThat(upload.get("rejected").intValue()).isZero();
            assertThat(upload.get("warned").intValue()).isZero();
            JsonNode variables = upload.requiredAt("/events/0/variables");
            assertThat(variables.get("product_name").stringValue()).isEqualTo("苹果");
            assertThat(variables.get("product_price").longValue()).isEqualTo(14);
            assertThat(variables.get("discount").doubleValue()).isEqualTo(0.1);
        }
    }
}
