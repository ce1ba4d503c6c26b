package io.maidian.http;

import io.maidian.intake.Language;

/**
 * Every error of the API beside those of uploads: stable code, status, and a sentence that says
 * what to change.
 */
enum ApiError {
    NOT_FOUND(
            404,
            "route.not_found",
            "an address that /api/openapi.json lists",
            "/api/openapi.json 列出的地址",
            "There is nothing at this address.",
            "这个地址没有内容。"),
    METHOD_NOT_ALLOWED(
            405,
            "route.method_not_allowed",
            "a method that the Allow header lists",
            "Allow 头中列出的方法",
            "This address does not take this method; see the Allow header.",
            "这个地址不支持该方法，请看 Allow 头。"),
    LINE_TOO_LONG(
            414,
            "request.line_too_long",
            "a request line of at most 64 KiB",
            "不超过 64 KiB 的请求行",
            "The address is too long. Send more than fits into it as the body of a POST.",
            "地址过长。放不下的内容请作为 POST 的请求体发送。"),
    BODY_TOO_SLOW(
            408,
            "request.too_slow",
            "the whole body within the time that http.body-timeout sets",
            "在 http.body-timeout 的时间内发完请求体",
            "The body took too long to come; nothing of it was taken.",
            "请求体发送得太慢，未接收任何内容。"),
    TOO_MANY_CONNECTIONS(
            503,
            "server.too_many_connections",
            "a connection that is used again, or one later",
            "复用已有连接，或稍后再连",
            "As many connections are open as the server takes. Try again after Retry-After; nothing was stored.",
            "服务器的连接数已达上限。请在 Retry-After 之后重试；未保存任何事件。"),
    TOO_MANY_CALLS(
            503,
            "server.too_many_calls",
            "fewer calls of the API at a time",
            "减少同时进行的 API 调用",
            "Too many calls of the API wait already; this one was not begun. Try again after Retry-After.",
            "等待处理的 API 调用过多，本次调用未执行。请在 Retry-After 之后重试。"),
    NOT_SIGNED_IN(
            401,
            "access.not_signed_in",
            "a session, or Authorization: Bearer with the operator's token",
            "登录会话，或带管理员令牌的 Authorization: Bearer",
            "Sign in by the link that the server printed when it started, or send the token from DATA/admin.token as Authorization: Bearer.",
            "请用服务启动时打印的链接登录，或把 DATA/admin.token 中的令牌放在 Authorization: Bearer 里。"),
    SIGN_IN_REFUSED(
            401,
            "access.sign_in_refused",
            "a code that was not used yet, or the operator's token",
            "未使用过的登录码，或管理员令牌",
            "This code was used already, has expired or is wrong. Restart the server for a new link, or sign in with the token from DATA/admin.token.",
            "登录码已使用、已过期或不正确。重启服务可得到新链接，也可用 DATA/admin.token 中的令牌登录。"),
    SIGN_IN_TOO_OFTEN(
            429,
            "access.too_many_sign_ins",
            "a correct code or token",
            "正确的登录码或令牌",
            "There were too many failed sign-ins; the right code or token still lets in.",
            "登录失败次数过多；使用正确的登录码或令牌仍可登录。"),
    CONTENT_TYPE(
            415,
            "body.content_type",
            "application/json",
            "application/json",
            "Send the body as Content-Type: application/json.",
            "请以 Content-Type: application/json 发送。"),
    BODY_TOO_LARGE(
            413,
            "body.too_large",
            "at most 1 MiB",
            "不超过 1 MiB",
            "The body is too large.",
            "请求体过大。"),
    BODY_NOT_JSON(
            400,
            "body.not_json",
            "a JSON object",
            "一个 JSON 对象",
            "The body is not a JSON object.",
            "请求体不是 JSON 对象。"),
    UNKNOWN_FIELD(
            400,
            "body.unknown_field",
            "a field that /api/openapi.json lists",
            "/api/openapi.json 列出的字段",
            "There is no such field; perhaps it is misspelt.",
            "没有这个字段，请检查拼写。"),
    BAD_VALUE(400, "body.bad_value", "", "", "This value cannot be taken.", "无法接受这个值。"),
    BAD_TIMEZONE(
            400,
            "project.bad_timezone",
            "a zone name such as Asia/Shanghai",
            "时区名，例如 Asia/Shanghai",
            "There is no such time zone.",
            "没有这个时区。"),
    PROJECT_UNKNOWN(
            404,
            "project.unknown",
            "the id of a project in /api/projects",
            "/api/projects 中的项目 ID",
            "There is no project with this id.",
            "没有这个项目 ID。"),
    PROJECT_EXISTS(
            409,
            "project.exists",
            "an id that is not taken",
            "未被占用的 ID",
            "A project with this id exists already.",
            "已有使用这个 ID 的项目。"),
    CAPTURE_BEFORE_START(
            404,
            "upload.not_kept.before_start",
            "an upload since the server's start",
            "服务启动之后的上传",
            "This upload came before the server was last started, and requests as they came are kept in memory only. Send it again and it is shown here.",
            "这次上传发生在服务最近一次启动之前，而原始请求只保留在内存中。请重新发送，即可在这里看到。"),
    CAPTURE_GAVE_WAY(
            404,
            "upload.not_kept.gave_way",
            "one of the latest uploads",
            "最近的上传",
            "This upload gave way to newer ones: only the latest requests are kept as they came, up to debugger.memory-bytes. Send it again with this page open.",
            "这次上传的原始请求已被更新的上传替换：只保留最近的请求，总量不超过 debugger.memory-bytes。请保持本页打开，重新发送。"),
    CAPTURE_TOO_MANY(
            404,
            "upload.not_kept.too_many",
            "one of the first 20 uploads of a second",
            "每秒最先到达的 20 次上传",
            "More uploads came in that second than are kept as they came (20 of each second and project; none if debugger.memory-bytes is 0B). Send it again at a quieter moment.",
            "那一秒的上传超过了保留数量（每个项目每秒保留 20 次；debugger.memory-bytes 为 0B 时不保留）。请在上传较少时重新发送。"),
    UPLOAD_UNKNOWN(
            404,
            "upload.unknown",
            "a request_id that an upload of this project was answered with",
            "本项目某次上传返回的 request_id",
            "This project has no upload with this request_id. Check that it was copied whole and that it is of this project.",
            "本项目没有这个 request_id 对应的上传。请检查是否完整复制，以及是否属于本项目。"),
    UPLOAD_NO_LONGER_KEPT(
            410,
            "upload.no_longer_kept",
            "an upload that the log still holds",
            "日志中仍保留的上传",
            "The part of the log that held this upload is no longer there, so its details cannot be shown; the events themselves are kept in the store.",
            "保存这次上传的日志部分已不在，无法显示其明细；事件本身仍在存储中。"),
    UPLOAD_DAMAGED(
            410,
            "upload.damaged",
            "an upload that the log still holds whole",
            "日志中仍完整保留的上传",
            "The part of the log that held this upload is damaged, so its details cannot be shown; events that are in the store already are kept there. The operator sees more at /health.",
            "保存这次上传的日志部分已损坏，无法显示其明细；已进入存储的事件仍然保留。运维人员可在 /health 查看详情。"),
    NOT_DECLARED(
            404,
            "plan.not_declared",
            "the key of a declared event or variable",
            "已定义的事件或变量的标识",
            "This key is not declared in the project.",
            "项目中没有定义这个标识。"),
    BAD_KEY(
            400,
            "plan.bad_key",
            "a letter or _, then letters, digits and _, at most 50 in all",
            "以字母或 _ 开头，由字母、数字和 _ 组成，最多 50 个字符",
            "This key cannot be declared. Events with it are still taken and charted.",
            "这个标识不能定义；带有它的事件仍会被接收，也可以作图。"),
    KEY_TAKEN(
            409,
            "plan.key_taken",
            "a key that no other event or variable of the project has",
            "项目中其他事件和变量没有使用的标识",
            "An event or a variable of the project is declared with this key already; a key stands for one of them.",
            "项目中已有事件或变量使用这个标识；一个标识只能用于其中之一。"),
    TYPE_CHANGE(
            409,
            "plan.type_change",
            "the type as it is declared, or Double where that is Int",
            "已定义的类型；已定义为 Int 的可以改为 Double",
            "A variable has one type in the project. It can change from Int to Double, or while no value has arrived and no other event bears it; otherwise remove its declaration and declare it anew.",
            "变量在项目中只有一个类型。可以从 Int 改为 Double，或者在收到值之前、且没有其他事件使用它时修改；否则请删除定义后重新定义。"),
    PLAN_FULL(
            409,
            "plan.full",
            "at most 10000 events and 10000 variables in a project",
            "每个项目最多 10000 个事件和 10000 个变量",
            "The project declares as many as it can. Remove declarations that are not used any more.",
            "项目的定义已达上限，请删除不再使用的定义。"),
    CHART_UNKNOWN(
            404,
            "chart.unknown",
            "the id of a saved chart",
            "已保存图表的 ID",
            "There is no such chart; perhaps it was deleted.",
            "没有这个图表，可能已被删除。"),
    REJECTION_UNKNOWN(
            404,
            "quarantine.unknown",
            "the id of an event in the quarantine",
            "隔离区中事件的 ID",
            "There is no such event in the quarantine; perhaps its retention is over.",
            "隔离区中没有这个事件，可能已超过保留期。"),
    REJECTION_STATE(
            409,
            "quarantine.state",
            "an open event to replay or discard, a discarded one to restore",
            "重放或丢弃需要待处理的事件，恢复需要已丢弃的事件",
            "The event is in another state; somebody else may have dealt with it.",
            "事件已处于其他状态，可能已被他人处理。"),
    MEND_FAILS(
            422,
            "quarantine.mend_fails",
            "",
            "",
            "The mended event still breaks a rule; it stays in the quarantine.",
            "修正后的事件仍不符合规则，继续留在隔离区。"),
    RUN_UNKNOWN(
            404,
            "quarantine.run_unknown",
            "the id of a run since the server's start",
            "服务启动以来的批处理 ID",
            "There is no such bulk run. Runs are forgotten when the server stops; what they did stays done.",
            "没有这个批处理。服务停止后批处理记录会清除，已完成的部分仍然有效。"),
    TOO_MANY_RUNS(
            429,
            "quarantine.too_many_runs",
            "",
            "",
            "Too many bulk runs wait already; start this one when some are over.",
            "等待中的批处理过多，请稍后再试。"),
    OPERATION_UNKNOWN(
            404,
            "operations.unknown",
            "the id of one of the latest operations since the server's start",
            "服务启动以来最近的操作的 ID",
            "There is no such operation. Operations are forgotten when the server stops; what they did stays done.",
            "没有这个操作。服务停止后操作记录会清除，已完成的结果仍然有效。"),
    OPERATION_RUNS(
            409,
            "operations.busy",
            "",
            "",
            "Another operation runs; only one runs at a time. Wait until it has ended: GET /api/operations.",
            "另一个操作正在进行，同时只能有一个。请等它结束：GET /api/operations。"),
    BAD_RANGE(
            400,
            "query.bad_range",
            "from and to in ms since 1970, from before to",
            "以毫秒表示的 from 和 to，且 from 早于 to",
            "The time range is empty or not in ms since 1970.",
            "时间范围为空，或不是 1970 年以来的毫秒数。"),
    TOO_MANY_BUCKETS(
            400,
            "query.too_many_buckets",
            "at most 10000 buckets",
            "最多 10000 个时间格",
            "The range has too many buckets for this interval; take a shorter range or a longer interval.",
            "时间范围内的时间格过多，请缩短范围或加大粒度。"),
    UNAVAILABLE(
            503,
            "store.unavailable",
            "",
            "",
            "The server cannot answer this now; try again, and see /health.",
            "服务暂时无法回答，请重试，并查看 /health。"),
    INTERNAL(
            500,
            "server.error",
            "",
            "",
            "Something is wrong in the server; its log says what.",
            "服务内部出错，详情见服务日志。");

    private final int status;
    private final String code;
    private final String expectedEn;
    private final String expectedZh;
    private final String messageEn;
    private final String messageZh;

    ApiError(
            int status,
            String code,
            String expectedEn,
            String expectedZh,
            String messageEn,
            String messageZh) {
        this.status = status;
        this.code = code;
        this.expectedEn = expectedEn;
        this.expectedZh = expectedZh;
        this.messageEn = messageEn;
        this.messageZh = messageZh;
    }

    int status() {
        return status;
    }

    String code() {
        return code;
    }

    String expected(Language language) {
        return switch (language) {
            case EN -> expectedEn;
            case ZH -> expectedZh;
        };
    }

    String message(Language language) {
        return switch (language) {
            case EN -> messageEn;
            case ZH -> messageZh;
        };
    }
}
