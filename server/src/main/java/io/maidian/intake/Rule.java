package io.maidian.intake;

import io.maidian.event.DuplicateEvent;
import io.maidian.event.Finding;
import io.maidian.intake.UploadOutcome.Refusal;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The one table of rules: what each is called, what it does to an event or an upload, what it
 * expects and how it is told. {@link EventRules} applies those of events; docs/api/outcomes.md is
 * made from this table. A code is never changed or used again: senders act on it and the log keeps
 * it.
 */
public enum Rule {
    PROJECT_UNKNOWN(
            "project.unknown",
            Refusal.UNKNOWN_PROJECT,
            Expected.PROJECT,
            "There is no project {got} here. Check the project id in the path /v3/{ai}/s2s/cstm against the console's list of projects.",
            "这里没有项目 {got}。请对照控制台的项目列表，检查路径 /v3/{ai}/s2s/cstm 中的项目 ID。"),
    STM_NOT_A_NUMBER(
            "stm.not_a_number",
            Refusal.MALFORMED,
            Expected.STM,
            "stm is {got}. Send the sender's clock in milliseconds, such as stm=1506069592985, or leave stm out.",
            "stm 的值是 {got}。请传发送时间的毫秒时间戳，例如 stm=1506069592985，或者不传 stm。"),
    BODY_EMPTY(
            "body.empty",
            Refusal.MALFORMED,
            Expected.BODY,
            "The body is empty. Send a JSON array of events as the body of the POST, or as data=… of the GET.",
            "请求体为空。请把事件的 JSON 数组作为 POST 的请求体发送，或用 GET 的 data=… 发送。"),
    BODY_NOT_JSON(
            "body.not_json",
            Refusal.MALFORMED,
            Expected.BODY,
            "The body is not valid JSON at {got} (line:column, ▶ marks the place). Correct it there, or let a JSON library write the body.",
            "请求体不是合法的 JSON，出错位置（行:列，▶ 处）：{got}。请修正该处，或用 JSON 库生成请求体。"),
    BODY_TRUNCATED(
            "body.truncated",
            Refusal.MALFORMED,
            Expected.BODY,
            "The body ends before its JSON does, at {got} (line:column, ▶ marks the place). Send it whole; check Content-Length and closing brackets.",
            "请求体在 JSON 结束之前中断，位置（行:列，▶ 处）：{got}。请发送完整内容，检查 Content-Length 和右括号。"),
    BODY_TRAILING(
            "body.trailing_text",
            Refusal.MALFORMED,
            Expected.BODY,
            "There is more text after the JSON, at {got} (line:column, ▶ marks the place). Put all events into one array.",
            "JSON 结束后还有多余内容，位置（行:列，▶ 处）：{got}。请把所有事件放进同一个数组。"),
    BODY_NOT_ARRAY(
            "body.not_array",
            Refusal.MALFORMED,
            Expected.BODY,
            "The body is JSON but {got}. Send an array of events, or one event as an object.",
            "请求体是 JSON，但内容是 {got}。请发送事件数组，或单个事件对象。"),
    BODY_TOO_DEEP(
            "body.too_deep",
            Refusal.MALFORMED,
            Expected.DEPTH,
            "The JSON is nested too deep, at {got} (line:column, ▶ marks the place). An event needs three levels: array, event, var.",
            "JSON 嵌套过深，位置（行:列，▶ 处）：{got}。一个事件只需要三层：数组、事件、var。"),
    BODY_ENCODING(
            "body.encoding",
            Refusal.MALFORMED,
            Expected.CHARSET,
            "The body is neither UTF-8 nor GB18030, first wrong at byte {got}. Send it as UTF-8.",
            "请求体既不是 UTF-8 也不是 GB18030，第一个错误字节位于 {got}。请用 UTF-8 编码发送。"),
    BODY_TOO_LARGE(
            "body.too_large",
            Refusal.TOO_LARGE,
            Expected.SIZE,
            "The body is too large ({got} bytes). Send fewer events in one request.",
            "请求体过大（{got} 字节）。请减少每次请求的事件数。"),
    BODY_TOO_MANY_EVENTS(
            "body.too_many_events",
            Refusal.TOO_LARGE,
            Expected.EVENTS,
            "The array has too many events ({got}). Send them in smaller batches.",
            "数组中的事件过多（{got}）。请分批发送。"),
    BODY_TOO_MANY_NAMES(
            "body.too_many_names",
            Refusal.TOO_LARGE,
            Expected.NAMES,
            "The JSON has too many members ({got}). Send fewer events or variables in one request.",
            "JSON 中的字段过多（{got}）。请减少每次请求的事件或变量。"),
    CODEC_UNKNOWN(
            "codec.unknown",
            Refusal.UNKNOWN_CODEC,
            Expected.CODEC,
            "The server does not know the codec {got}. Send the body plain, or in a codec that the upload contract names, such as Content-Encoding: gzip.",
            "服务器不支持编码 {got}。请不压缩发送，或使用上传约定中的编码，例如 Content-Encoding: gzip。"),
    CODEC_CORRUPT(
            "codec.corrupt",
            Refusal.MALFORMED,
            Expected.CODEC_BODY,
            "The body is not what the header {got} says. Encode it so, or leave the header out.",
            "请求体与请求头 {got} 声明的编码不符。请按该编码发送，或去掉该请求头。"),
    CODEC_NO_KEY(
            "codec.no_key",
            Refusal.MALFORMED,
            Expected.CODEC_KEY,
            "The header {got} says that the body is encrypted with stm, but the query has no stm. Send the stm that it was encrypted with, or the body plain and without the header.",
            "请求头 {got} 表示请求体用 stm 加密，但 URL 中没有 stm。请传加密时使用的 stm，或者不加密并去掉该请求头。"),
    EVENT_NOT_AN_OBJECT(
            "event.not_an_object",
            Effect.REJECTED,
            Expected.EVENT,
            "This element of the array is {got}, not an event. Send an object with cs1, tm, n and t.",
            "数组中的这一项是 {got}，不是事件。请发送包含 cs1、tm、n、t 的对象。"),
    CS1_MISSING(
            "cs1.missing",
            Effect.REJECTED,
            Expected.CS1,
            "cs1 is missing. Set it to the login user's id; an event without one belongs to no user.",
            "缺少 cs1。请填写登录用户ID，没有它的事件不属于任何用户。"),
    CS1_NOT_A_STRING(
            "cs1.not_a_string",
            Effect.REJECTED,
            Expected.CS1,
            "cs1 is {got}. Send the login user's id as a string.",
            "cs1 的值是 {got}。请以字符串形式发送登录用户ID。"),
    CS1_EMPTY(
            "cs1.empty",
            Effect.REJECTED,
            Expected.CS1,
            "cs1 is an empty string. Set it to the login user's id, or do not send the event.",
            "cs1 是空字符串。请填写登录用户ID，否则不要发送该事件。"),
    CS1_TOO_LONG(
            "cs1.too_long",
            Effect.REJECTED,
            Expected.CS1,
            "cs1 is longer than 255 characters: {got}. Use a shorter login user id.",
            "cs1 超过 255 个字符：{got}。请使用更短的登录用户ID。"),
    CS1_COLON(
            "cs1.colon",
            Effect.REJECTED,
            Expected.CS1,
            "cs1 has a colon: {got}. Leave the colon out or put another character in its place.",
            "cs1 含有冒号：{got}。请去掉冒号或换成其他字符。"),
    CS1_FORBIDDEN_VALUE(
            "cs1.forbidden_value",
            Effect.REJECTED,
            Expected.CS1_VALUE,
            "cs1 is {got}, which programs send when nobody is signed in. Send a real login user id, or do not send the event.",
            "cs1 的值是 {got}，这是程序在没有登录用户时发送的值。请发送真实的登录用户ID，否则不要发送该事件。"),
    TM_MISSING(
            "tm.missing",
            Effect.REJECTED,
            Expected.TM,
            "tm is missing. Set it to the event time in milliseconds.",
            "缺少 tm。请填写事件时间的毫秒时间戳。"),
    TM_NOT_A_NUMBER(
            "tm.not_a_number",
            Effect.REJECTED,
            Expected.TM,
            "tm is {got}. Send the event time as a number of milliseconds, such as 1434556935000.",
            "tm 的值是 {got}。请以毫秒数发送事件时间，例如 1434556935000。"),
    TM_OUT_OF_RANGE(
            "tm.out_of_range",
            Effect.REJECTED,
            Expected.TM,
            "tm is {got}, which is before 1970 or after 9999. Send milliseconds, not micro- or nanoseconds.",
            "tm 的值是 {got}，早于 1970 年或晚于 9999 年。请发送毫秒，而不是微秒或纳秒。"),
    N_MISSING(
            "n.missing",
            Effect.REJECTED,
            Expected.N,
            "n is missing. Set it to the event key, such as BuyProduct.",
            "缺少 n。请填写事件标识，例如 BuyProduct。"),
    N_NOT_A_STRING(
            "n.not_a_string",
            Effect.REJECTED,
            Expected.N,
            "n is {got}. Send the event key as a string.",
            "n 的值是 {got}。请以字符串形式发送事件标识。"),
    N_EMPTY(
            "n.empty",
            Effect.REJECTED,
            Expected.N,
            "n is empty. Set it to the event key, such as BuyProduct.",
            "n 为空。请填写事件标识，例如 BuyProduct。"),
    N_TOO_LONG(
            "n.too_long",
            Effect.REJECTED,
            Expected.N,
            "n is longer than 255 characters: {got}. Use a shorter event key.",
            "n 超过 255 个字符：{got}。请使用更短的事件标识。"),
    T_NOT_CSTM(
            "t.not_cstm",
            Effect.REJECTED,
            Expected.T,
            "t is {got}. This address takes custom events only: set t to \"cstm\".",
            "t 的值是 {got}。此接口只接收自定义事件，请将 t 设为 \"cstm\"。"),
    VAR_NOT_AN_OBJECT(
            "var.not_an_object",
            Effect.REJECTED,
            Expected.VAR,
            "var is {got}. Send the variables as an object of keys and values, or leave var out.",
            "var 的值是 {got}。请以键值对象的形式发送事件级变量，或不传 var。"),
    U_NOT_A_STRING(
            "u.not_a_string",
            Effect.REJECTED,
            Expected.U,
            "u is {got}. Send the visit user's id as a string, or leave u out.",
            "u 的值是 {got}。请以字符串形式发送访问用户ID，或不传 u。"),
    U_TOO_LONG(
            "u.too_long",
            Effect.REJECTED,
            Expected.U,
            "u is longer than 255 characters: {got}. Use a shorter visit user id.",
            "u 超过 255 个字符：{got}。请使用更短的访问用户ID。"),
    ID_NOT_A_STRING(
            "id.not_a_string",
            Effect.REJECTED,
            Expected.ID,
            "id is {got}. Send your own id of the event as a string, or leave id out.",
            "id 的值是 {got}。请以字符串形式发送您为该事件生成的 ID，或不传 id。"),
    ID_EMPTY(
            "id.empty",
            Effect.REJECTED,
            Expected.ID,
            "id is an empty string. Send your own id of the event, or leave id out.",
            "id 是空字符串。请发送您为该事件生成的 ID，或不传 id。"),
    ID_TOO_LONG(
            "id.too_long",
            Effect.REJECTED,
            Expected.ID,
            "id is longer than 128 characters: {got}. Use a shorter one, such as a UUID.",
            "id 超过 128 个字符：{got}。请使用更短的 ID，例如 UUID。"),
    ID_DUPLICATE(
            "id.duplicate",
            Effect.DUPLICATE,
            Expected.ID_NEW,
            "An event with the id {got} was stored in this project lately, so this one was not stored again. If it is another event, give it an id of its own.",
            "本项目近期已保存过 id 为 {got} 的事件，因此没有重复保存。如果这是另一个事件，请使用不同的 id。"),
    KEY_REPEATED(
            "key.repeated",
            Effect.WARNED,
            Expected.KEY_ONCE,
            "This key stands more than once in its object; the last value, {got}, was taken. Send each key once.",
            "同一对象中该键出现多次，已取最后一个值 {got}。每个键请只发送一次。"),
    UNPAIRED_SURROGATE(
            "text.unpaired_surrogate",
            Effect.WARNED,
            Expected.TEXT,
            "The text holds half of a UTF-16 surrogate pair, which was replaced by U+FFFD: {got}. Cut texts between characters, not within.",
            "文本中含有不成对的 UTF-16 代理字符，已替换为 U+FFFD：{got}。截断文本时请不要切断字符。"),
    TM_SECONDS(
            "tm.seconds",
            Effect.WARNED,
            Expected.TM,
            "tm is {got}, taken as seconds. Send milliseconds.",
            "tm 的值是 {got}，已按秒处理。请发送毫秒时间戳。"),
    TM_FUTURE(
            "tm.future",
            Effect.WARNED,
            Expected.TM_PAST,
            "tm is {got}, more than an hour ahead; the received time was taken as event time. Correct the sender's clock.",
            "tm 的值是 {got}，比当前时间晚一小时以上，已用接收时间作为事件时间。请校准发送端的时钟。"),
    STM_IMPLAUSIBLE(
            "stm.implausible",
            Effect.WARNED,
            Expected.STM_NEAR,
            "stm is {got}, more than a day from the server's clock, so the event time was not corrected by it. Correct the sender's clock, or send stm when you send.",
            "stm 的值是 {got}，与服务器时间相差一天以上，因此未用它校正事件时间。请校准发送端的时钟，并在发送时生成 stm。"),
    N_TRIMMED(
            "n.trimmed",
            Effect.WARNED,
            Expected.N_TRIM,
            "n had white space around it, which was cut: {got}. Send the event key without it.",
            "n 前后的空白已去掉：{got}。请发送不带空白的事件标识。"),
    T_MISSING(
            "t.missing",
            Effect.WARNED,
            Expected.T,
            "t is missing and was taken as \"cstm\". Set t to \"cstm\".",
            "缺少 t，已按 \"cstm\" 处理。请将 t 设为 \"cstm\"。"),
    VAR_KEY_EMPTY(
            "var.key_empty",
            Effect.WARNED,
            Expected.VAR_KEY,
            "A variable with an empty key was left out. Give it a key.",
            "键为空的变量已忽略。请为变量设置键。"),
    VAR_KEY_TOO_LONG(
            "var.key_too_long",
            Effect.WARNED,
            Expected.VAR_KEY,
            "A variable whose key is longer than 255 characters was left out: {got}. Use a shorter key.",
            "键超过 255 个字符的变量已忽略：{got}。请使用更短的键。"),
    VAR_NOT_A_SCALAR(
            "var.not_a_scalar",
            Effect.WARNED,
            Expected.SCALAR,
            "The variable is {got} and was left out. Send a string or a number.",
            "变量的值是 {got}，已忽略该变量。请发送字符串或数值。"),
    VAR_TOO_LONG(
            "var.too_long",
            Effect.WARNED,
            Expected.VAR_TEXT,
            "The variable's string is longer than 255 characters and was cut: {got}. Send a shorter one.",
            "变量的字符串超过 255 个字符，已截断：{got}。请发送更短的字符串。"),
    VAR_TOO_MANY(
            "var.too_many",
            Effect.WARNED,
            Expected.VAR_COUNT,
            "The event has {got} variables; those past the first 100 were left out. Send fewer.",
            "该事件有 {got} 个变量，超出前 100 个的已忽略。请减少变量个数。"),
    NUMBER_OUT_OF_RANGE(
            "number.out_of_range",
            Effect.WARNED,
            Expected.NUMBER,
            "The number {got} is out of range and was left out. Send one within ±1.7976931348623157e308, or a string.",
            "数值 {got} 超出范围，已忽略。请发送 ±1.7976931348623157e308 以内的数值，或使用字符串。"),
    NUMBER_INEXACT(
            "number.inexact",
            Effect.WARNED,
            Expected.NUMBER,
            "The number {got} has more digits than a double holds; the nearest was kept. Send fewer digits, or a string to keep them all.",
            "数值 {got} 的位数超出双精度浮点数的精度，已保存最接近的值。请减少位数；如需保留全部数字，请使用字符串。"),
    NUM_NOT_A_NUMBER(
            "num.not_a_number",
            Effect.WARNED,
            Expected.NUM,
            "num is {got} and was left out. Send a number, or leave num out.",
            "num 的值是 {got}，已忽略。请发送数值，或不传 num。"),
    NUM_NEGATIVE(
            "num.negative",
            Effect.WARNED,
            Expected.NUM,
            "num is {got} and was left out. Send a number of 0 or more; a variable may be negative.",
            "num 的值是 {got}，已忽略。请发送大于等于 0 的数值；负数可用事件级变量表示。");

    private static final Map<String, Rule> BY_CODE = new HashMap<>();

    static {
        for (Rule rule : values()) {
            BY_CODE.put(rule.code, rule);
        }
    }

    private final String code;
    private final Effect effect;
    private final @Nullable Refusal refusal;
    private final Expected expected;
    private final String en;
    private final String zh;

    Rule(String code, Effect effect, Expected expected, String en, String zh) {
        this.code = code;
        this.effect = effect;
        this.refusal = null;
        this.expected = expected;
        this.en = en;
        this.zh = zh;
    }

    Rule(String code, Refusal refusal, Expected expected, String en, String zh) {
        this.code = code;
        this.effect = Effect.REFUSED;
        this.refusal = refusal;
        this.expected = expected;
        this.en = en;
        this.zh = zh;
    }

    /** What breaking a rule leads to. */
    public enum Effect {
        /** The event is not taken, but kept in quarantine. */
        REJECTED,
        /** The event is taken, with a warning. */
        WARNED,
        /** The event is not stored again. */
        DUPLICATE,
        /** Nothing of the upload is taken. */
        REFUSED
    }

    /** The rule of this code, or null. */
    public static @Nullable Rule of(String code) {
        return BY_CODE.get(code);
    }

    /** What is told of an event that was not stored again. */
    public static Finding duplicate(DuplicateEvent event) {
        return ID_DUPLICATE.finding("/" + event.index() + "/id", RawValue.quote(event.id()));
    }

    public String code() {
        return code;
    }

    public Effect effect() {
        return effect;
    }

    /** What would have been right. */
    public String expected(Language language) {
        return expected.in(language);
    }

    /** What was wrong and what to change. */
    public String message(Finding finding, Language language) {
        return template(language).replace("{got}", finding.got());
    }

    /** What was wrong, with {@code {got}} where the message names what was there. */
    String template(Language language) {
        return language.choose(en, zh);
    }

    /** A finding of this rule. */
    Finding finding(String pointer, String got) {
        return new Finding(code, pointer, got);
    }

    /**
     * The refusal of a whole upload.
     *
     * @throws IllegalStateException if this is a rule for events
     */
    UploadOutcome.Refused refuse(String got) {
        if (refusal == null) {
            throw new IllegalStateException("not a rule for uploads: " + code);
        }
        return new UploadOutcome.Refused(refusal, finding("", got));
    }
}
