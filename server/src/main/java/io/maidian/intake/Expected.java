package io.maidian.intake;

/** What the rules expect; several share one. */
enum Expected {
    PROJECT("the id of a project of this server", "本服务器上的项目 ID"),
    UPLOADS_ON("a project that takes uploads", "已打开服务端上传的项目"),
    QUOTA_BYTES("no more bytes a second than the project's quota", "每秒字节数不超过项目配额"),
    QUOTA_EVENTS("no more events a second than the project's quota", "每秒事件数不超过项目配额"),
    STM("ms since 1970", "1970 年以来的毫秒数"),
    BODY("a JSON array of events", "事件的 JSON 数组"),
    DEPTH("JSON of at most 8 levels, or as the server is set", "最多 8 层的 JSON（或服务器的设置值）"),
    CHARSET("UTF-8 (or GB18030)", "UTF-8（或 GB18030）"),
    SIZE(
            "at most 4 MiB as sent and 32 MiB decoded, or as the server is set",
            "发送时不超过 4 MiB，解码后不超过 32 MiB（或服务器的设置值）"),
    EVENTS("at most 10,000 events, or as the server is set", "最多 10,000 个事件（或服务器的设置值）"),
    NAMES(
            "at most 120,000 members in one event, and 120 on average for each event that is allowed",
            "单个事件最多 120,000 个字段；按允许的事件数计，平均每个事件最多 120 个字段"),
    CODEC("one of the codecs of the upload contract", "上传约定中的编码"),
    CODEC_KEY("the stm that the body was encrypted with, in the query", "URL 中带有加密请求体时使用的 stm"),
    CODEC_BODY("a body encoded as its headers say", "与请求头声明一致的请求体"),
    EVENT("an object", "对象"),
    CS1("a string of 1 to 255 characters without \":\"", "1 到 255 个字符、不含 \":\" 的字符串"),
    CS1_VALUE(
            "a login user id other than 0, 1, -1, {user.id}, null",
            "除 0、1、-1、{user.id}、null 以外的登录用户ID"),
    TM("ms since 1970", "1970 年以来的毫秒数"),
    TM_PAST("ms since 1970, not in the future", "1970 年以来的毫秒数，且不晚于当前时间"),
    STM_NEAR("the sender's clock in ms, within a day of the server's", "发送端时钟的毫秒数，与服务器时间相差不超过一天"),
    N("a string of 1 to 255 characters", "1 到 255 个字符的字符串"),
    N_TRIM("no white space around the event key", "事件标识前后没有空白"),
    T("\"cstm\"", "\"cstm\""),
    VAR("an object", "对象"),
    VAR_KEY("a key of 1 to 255 characters", "1 到 255 个字符的键"),
    SCALAR("string or number", "字符串或数值"),
    VAR_TEXT("a string of at most 255 characters", "最多 255 个字符的字符串"),
    VAR_COUNT("at most 100 variables, or as the server is set", "最多 100 个变量（或服务器的设置值）"),
    NUMBER("a 64-bit integer or a number that a double holds", "64 位整数，或双精度浮点数能表示的数值"),
    NUM("a number of 0 or more", "大于等于 0 的数值"),
    U("a string of at most 255 characters", "最多 255 个字符的字符串"),
    ID("a string of 1 to 128 characters", "1 到 128 个字符的字符串"),
    DECLARED_EVENT("an event key that the project's tracking plan declares", "项目埋点方案中已定义的事件标识"),
    DECLARED_VARIABLE(
            "a variable that the project's tracking plan declares for this event",
            "项目埋点方案中为该事件定义的变量"),
    DECLARED_STRING("a string", "字符串"),
    DECLARED_INT("a whole number", "整数"),
    DECLARED_DOUBLE("a number", "数值"),
    ID_NEW("an id that is new within 7 days, or as the server is set", "7 天内（或服务器的设置值）未出现过的 id"),
    KEY_ONCE("each key once", "每个键只出现一次"),
    TEXT("whole characters", "完整的字符");

    private final String en;
    private final String zh;

    Expected(String en, String zh) {
        this.en = en;
        this.zh = zh;
    }

    String in(Language language) {
        return language.choose(en, zh);
    }
}
