package io.maidian.http;

import io.maidian.event.Finding;
import io.maidian.intake.Language;
import io.maidian.intake.Rule;
import io.maidian.quarantine.MendProblem;

/**
 * A finding in words. Findings outlive the version that made them, so a code may be one that this
 * version does not know.
 */
final class FindingWords {
    private FindingWords() {}

    static String message(Finding finding, Language language) {
        Rule rule = Rule.of(finding.code());
        MendProblem problem = MendProblem.of(finding.code());
        if (problem != null) {
            return problem.message(finding, language);
        }
        return rule == null ? finding.code() : rule.message(finding, language);
    }

    static String expected(String code, Language language) {
        Rule rule = Rule.of(code);
        MendProblem problem = MendProblem.of(code);
        if (problem != null) {
            return problem.expected(language);
        }
        return rule == null ? "" : rule.expected(language);
    }
}
