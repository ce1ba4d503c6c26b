package io.maidian.intake;

import io.maidian.event.DuplicateEvent;
import io.maidian.event.Finding;

/** The rules under which an event is not stored again. */
public enum DuplicateRule implements Rule {
    ID_DUPLICATE(
            "id.duplicate",
            Expected.ID_NEW,
            "An event with the id {got} was stored in this project lately, so this one was not stored again. If it is another event, give it an id of its own.",
            "本项目近期已保存过 id 为 {got} 的事件，因此没有重复保存。如果这是另一个事件，请使用不同的 id。");

    private final String code;
    private final Expected expected;
    private final String en;
    private final String zh;

    DuplicateRule(String code, Expected expected, String en, String zh) {
        this.code = code;
        this.expected = expected;
        this.en = en;
        this.zh = zh;
    }

    /** What is told of an event whose id came before. */
    public static Finding finding(DuplicateEvent event) {
        return finding(event.index(), event.id());
    }

    /** What is told of an event at this place of its upload whose id came before. */
    public static Finding finding(int index, String id) {
        return ID_DUPLICATE.finding("/" + index + "/id", RawValue.quote(id));
    }

    @Override
    public String code() {
        return code;
    }

    @Override
    public Effect effect() {
        return Effect.DUPLICATE;
    }

    @Override
    public String expected(Language language) {
        return expected.in(language);
    }

    @Override
    public String template(Language language) {
        return language.choose(en, zh);
    }
}
