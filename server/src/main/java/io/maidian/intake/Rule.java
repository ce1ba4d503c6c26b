package io.maidian.intake;

import io.maidian.event.Finding;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The table of rules: what each is called, what it does to an event or an upload, what it expects
 * and how it is told. Its rows lie in parts, by what they do; {@link EventRules} applies those of
 * events. docs/api/outcomes.md is made from this table. A code is never changed or used again:
 * senders act on it and the log keeps it.
 */
public sealed interface Rule permits UploadRule, RejectionRule, DuplicateRule, WarningRule {
    /** What breaking a rule leads to. */
    enum Effect {
        /** The event is not taken, but kept in quarantine. */
        REJECTED,
        /**
         * The event is not taken and not kept, but counted as rejected; that alone is no error, so
         * that a client of GrowingIO, which does the same, is answered as there.
         */
        DISCARDED,
        /** The event is taken, with a warning. */
        WARNED,
        /** The event is not stored again. */
        DUPLICATE,
        /** Nothing of the upload is taken. */
        REFUSED
    }

    /** Its stable name. */
    String code();

    /** What breaking it leads to. */
    Effect effect();

    /** What would have been right. */
    String expected(Language language);

    /** What was wrong, with {@code {got}} where the message names what was there. */
    String template(Language language);

    /** What was wrong and what to change. */
    default String message(Finding finding, Language language) {
        return template(language).replace("{got}", finding.got());
    }

    /** A finding of this rule. */
    default Finding finding(String pointer, String got) {
        return new Finding(code(), pointer, got);
    }

    /** All rows, as the page of outcomes lists them. */
    static List<Rule> all() {
        return Table.ALL;
    }

    /** The rule of this code, or null. */
    static @Nullable Rule of(String code) {
        return Table.BY_CODE.get(code);
    }

    /** The rows, and where to find them. */
    final class Table {
        private static final List<Rule> ALL =
                Stream.<Rule[]>of(
                                UploadRule.values(),
                                RejectionRule.values(),
                                DuplicateRule.values(),
                                WarningRule.values())
                        .flatMap(Stream::of)
                        .toList();
        private static final Map<String, Rule> BY_CODE =
                ALL.stream().collect(Collectors.toMap(Rule::code, Function.identity()));

        private Table() {}
    }
}
