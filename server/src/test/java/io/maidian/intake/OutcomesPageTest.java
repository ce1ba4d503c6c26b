package io.maidian.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Holds docs/api/outcomes.md to the table of rules. */
class OutcomesPageTest {
    private static final Path PAGE = Path.of("..", "docs", "api", "outcomes.md");

    @Test
    void thePageSaysWhatTheRulesSay() throws IOException {
        String page = page();
        Path made = Path.of("target", "outcomes.md");
        Files.writeString(made, page);
        assertThat(Files.exists(PAGE) ? Files.readString(PAGE) : "")
                .as("%s is made from Rule: copy %s over it", PAGE, made.toAbsolutePath())
                .isEqualTo(page);
    }

    private static String page() {
        return """
        # Outcomes of an upload

        <!-- Made from io.maidian.intake.Rule by OutcomesPageTest: change it there. -->

        Every code that an answer can bear, with the sentences in the two languages that `Accept-Language` chooses from. `{got}` stands
        for what was there. A code is stable: it is never renamed or used for something else.

        ## The whole upload is refused
        Nothing of it is stored.

        %s
        ## The event is rejected
        It is kept in quarantine with its text and reason; the other events of the upload are judged by themselves.

        %s
        ## The event is discarded
        Only in projects that are set to discard what is not declared. It counts as rejected in the answer and under its key, and nothing of it is
        kept; where nothing else is wrong, the answer stays 200.

        %s
        ## The event is a duplicate
        It is not stored again, and its upload is answered 200.

        %s
        ## The event is accepted with a warning

        %s\
        """
                .formatted(
                        table(Rule.Effect.REFUSED),
                        table(Rule.Effect.REJECTED),
                        table(Rule.Effect.DISCARDED),
                        table(Rule.Effect.DUPLICATE),
                        table(Rule.Effect.WARNED));
    }

    private static String table(Rule.Effect effect) {
        return "| code | expected | message | 期望 | 说明 |\n|---|---|---|---|---|\n"
                + Rule.all().stream()
                        .filter(rule -> rule.effect() == effect)
                        .map(OutcomesPageTest::row)
                        .collect(Collectors.joining());
    }

    private static String row(Rule rule) {
        return "| `%s` | %s | %s | %s | %s |\n"
                .formatted(
                        rule.code(),
                        rule.expected(Language.EN),
                        rule.template(Language.EN),
                        rule.expected(Language.ZH),
                        rule.template(Language.ZH));
    }
}
