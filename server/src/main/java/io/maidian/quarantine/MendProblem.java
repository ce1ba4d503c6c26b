package io.maidian.quarantine;

import io.maidian.event.Finding;
import io.maidian.intake.EventTrial;
import io.maidian.intake.Language;
import org.jspecify.annotations.Nullable;

/** Why a mend cannot be tried at all. The codes are as stable as those of rules. */
public enum MendProblem {
    NOT_AN_OBJECT(
            "mend.not_an_object",
            "an object",
            "对象",
            "The rejected element is {got}, not an object, so a rule cannot change it. Edit it by hand, or discard it.",
            "被拒绝的内容是 {got}，不是对象，规则无法修改。请手工编辑，或丢弃它。"),
    CANNOT_CAST(
            "mend.cannot_cast",
            "a value of which one of the wanted type can be made",
            "可以转换为目标类型的值",
            "The variable is {got}, of which no value of the wanted type can be made. Drop it, or mend these events by hand.",
            "变量的值是 {got}，无法转换为目标类型。请删除该变量，或手工修正这些事件。"),
    NOT_ONE_EVENT(
            EventTrial.NOT_ONE_EVENT,
            "one event",
            "一个事件",
            "The text holds {got} events. Write exactly one object.",
            "文本中有 {got} 个事件。请只写一个对象。"),
    NO_LONGER_KEPT(
            "mend.no_longer_kept",
            "an event that was received since what the project still keeps",
            "在项目保留期限之内接收的事件",
            "The event was received at {got}, longer ago than this project keeps events (event_days): it would be dropped again at once. Discard it, or upload it anew.",
            "该事件在 {got} 接收，早于本项目保留事件的期限（event_days），重放后会立即被再次删除。请丢弃它，或重新上传。");

    private final String code;
    private final String expectedEn;
    private final String expectedZh;
    private final String en;
    private final String zh;

    MendProblem(String code, String expectedEn, String expectedZh, String en, String zh) {
        this.code = code;
        this.expectedEn = expectedEn;
        this.expectedZh = expectedZh;
        this.en = en;
        this.zh = zh;
    }

    /** The problem of this code, or null. */
    public static @Nullable MendProblem of(String code) {
        for (MendProblem problem : values()) {
            if (problem.code.equals(code)) {
                return problem;
            }
        }
        return null;
    }

    /** What would have been right. */
    public String expected(Language language) {
        return switch (language) {
            case EN -> expectedEn;
            case ZH -> expectedZh;
        };
    }

    /** What was wrong and what to change. */
    public String message(Finding finding, Language language) {
        String template =
                switch (language) {
                    case EN -> en;
                    case ZH -> zh;
                };
        return template.replace("{got}", finding.got());
    }

    Finding finding(String pointer, String got) {
        return new Finding(code, pointer, got);
    }
}
