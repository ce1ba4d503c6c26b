package io.maidian.intake;

import io.maidian.intake.UploadOutcome.Refusal;

/** The rules that refuse a whole upload: nothing of it is taken. */
public enum UploadRule implements Rule {
    PROJECT_UNKNOWN(
            "project.unknown",
            Refusal.UNKNOWN_PROJECT,
            Expected.PROJECT,
            "There is no project {got} here. Check the project id in the path /v3/{ai}/s2s/cstm against the console's list of projects.",
            "这里没有项目 {got}。请对照控制台的项目列表，检查路径 /v3/{ai}/s2s/cstm 中的项目 ID。"),
    UPLOADS_OFF(
            "project.uploads_off",
            Refusal.SWITCHED_OFF,
            Expected.UPLOADS_ON,
            "Server-side uploads are switched off for the project {got}; nothing was stored. Ask the operator to switch them on: in the console, under the project's settings.",
            "项目 {got} 的服务端上传已关闭，未保存任何事件。请联系管理员在控制台的“项目设置”中打开“服务端上传”。"),
    QUOTA_BYTES(
            "quota.bytes",
            Refusal.OVER_QUOTA,
            Expected.QUOTA_BYTES,
            "The upload's {got} bytes are more than the project's quota has left; nothing was stored. Send it again after Retry-After, or ask the operator to raise the quota in the project's settings.",
            "本次上传的 {got} 字节超出了项目的剩余配额，未保存任何事件。请在 Retry-After 之后重发，或联系管理员在“项目设置”中提高配额。"),
    QUOTA_EVENTS(
            "quota.events",
            Refusal.OVER_QUOTA,
            Expected.QUOTA_EVENTS,
            "The upload's events, {got}, are more than the project's quota has left; nothing was stored. Send it again after Retry-After, or ask the operator to raise the quota in the project's settings.",
            "本次上传的 {got} 个事件超出了项目的剩余配额，未保存任何事件。请在 Retry-After 之后重发，或联系管理员在“项目设置”中提高配额。"),
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
            "请求头 {got} 表示请求体用 stm 加密，但 URL 中没有 stm。请传加密时使用的 stm，或者不加密并去掉该请求头。");

    private final String code;
    private final Refusal refusal;
    private final Expected expected;
    private final String en;
    private final String zh;

    UploadRule(String code, Refusal refusal, Expected expected, String en, String zh) {
        this.code = code;
        this.refusal = refusal;
        this.expected = expected;
        this.en = en;
        this.zh = zh;
    }

    @Override
    public String code() {
        return code;
    }

    @Override
    public Effect effect() {
        return Effect.REFUSED;
    }

    @Override
    public String expected(Language language) {
        return expected.in(language);
    }

    @Override
    public String template(Language language) {
        return language.choose(en, zh);
    }

    /** The refusal of a whole upload. */
    UploadOutcome.Refused refuse(String got) {
        return refuse(got, 0);
    }

    /** A refusal that passes. */
    UploadOutcome.Refused refuse(String got, long retryAfterSeconds) {
        return new UploadOutcome.Refused(refusal, finding("", got), retryAfterSeconds);
    }
}
