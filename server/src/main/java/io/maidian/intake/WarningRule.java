package io.maidian.intake;

/** The rules under which an event is taken, with a warning. */
public enum WarningRule implements Rule {
    KEY_REPEATED(
            "key.repeated",
            Expected.KEY_ONCE,
            "This key stands more than once in its object; the last value, {got}, was taken. Send each key once.",
            "同一对象中该键出现多次，已取最后一个值 {got}。每个键请只发送一次。"),
    UNPAIRED_SURROGATE(
            "text.unpaired_surrogate",
            Expected.TEXT,
            "The text holds half of a UTF-16 surrogate pair, which was replaced by U+FFFD: {got}. Cut texts between characters, not within.",
            "文本中含有不成对的 UTF-16 代理字符，已替换为 U+FFFD：{got}。截断文本时请不要切断字符。"),
    TM_SECONDS(
            "tm.seconds",
            Expected.TM,
            "tm is {got}, taken as seconds. Send milliseconds.",
            "tm 的值是 {got}，已按秒处理。请发送毫秒时间戳。"),
    TM_FUTURE(
            "tm.future",
            Expected.TM_PAST,
            "tm is {got}, more than an hour ahead; the received time was taken as event time. Correct the sender's clock.",
            "tm 的值是 {got}，比当前时间晚一小时以上，已用接收时间作为事件时间。请校准发送端的时钟。"),
    STM_IMPLAUSIBLE(
            "stm.implausible",
            Expected.STM_NEAR,
            "stm is {got}, more than a day from the server's clock, so the event time was not corrected by it. Correct the sender's clock, or send stm when you send.",
            "stm 的值是 {got}，与服务器时间相差一天以上，因此未用它校正事件时间。请校准发送端的时钟，并在发送时生成 stm。"),
    N_TRIMMED(
            "n.trimmed",
            Expected.N_TRIM,
            "n had white space around it, which was cut: {got}. Send the event key without it.",
            "n 前后的空白已去掉：{got}。请发送不带空白的事件标识。"),
    T_MISSING(
            "t.missing",
            Expected.T,
            "t is missing and was taken as \"cstm\". Set t to \"cstm\".",
            "缺少 t，已按 \"cstm\" 处理。请将 t 设为 \"cstm\"。"),
    VAR_KEY_EMPTY(
            "var.key_empty",
            Expected.VAR_KEY,
            "A variable with an empty key was left out. Give it a key.",
            "键为空的变量已忽略。请为变量设置键。"),
    VAR_KEY_TOO_LONG(
            "var.key_too_long",
            Expected.VAR_KEY,
            "A variable whose key is longer than 255 characters was left out: {got}. Use a shorter key.",
            "键超过 255 个字符的变量已忽略：{got}。请使用更短的键。"),
    VAR_NOT_A_SCALAR(
            "var.not_a_scalar",
            Expected.SCALAR,
            "The variable is {got} and was left out. Send a string or a number.",
            "变量的值是 {got}，已忽略该变量。请发送字符串或数值。"),
    VAR_TOO_LONG(
            "var.too_long",
            Expected.VAR_TEXT,
            "The variable's string is longer than 255 characters and was cut: {got}. Send a shorter one.",
            "变量的字符串超过 255 个字符，已截断：{got}。请发送更短的字符串。"),
    VAR_TOO_MANY(
            "var.too_many",
            Expected.VAR_COUNT,
            "The event has {got} variables; those past the first 100 were left out. Send fewer.",
            "该事件有 {got} 个变量，超出前 100 个的已忽略。请减少变量个数。"),
    VAR_DISCARDED(
            "var.discarded",
            Expected.DECLARED_VARIABLE,
            "The variable, here {got}, is not declared for this event, and the project discards such variables: it was left out. Declare it for the event in the tracking plan, or do not send it.",
            "该变量（值为 {got}）未在埋点方案中为此事件定义，按项目设置丢弃该变量。请为该事件定义此变量，或者不要发送。"),
    VAR_NOT_A_STRING(
            "var.not_a_string",
            Expected.DECLARED_STRING,
            "The variable is declared as String and is {got}; it was kept as it came. Send it as a string, or change its declaration.",
            "该变量定义为 String，收到的值是 {got}，已按原样保存。请以字符串形式发送，或修改定义。"),
    VAR_NOT_AN_INT(
            "var.not_an_int",
            Expected.DECLARED_INT,
            "The variable is declared as Int and is {got}; it was kept as it came, but does not count in measures. Send a whole number without quotes, or change its declaration.",
            "该变量定义为 Int，收到的值是 {got}，已按原样保存，但不计入指标。请发送不带引号的整数，或修改定义。"),
    VAR_NOT_A_DOUBLE(
            "var.not_a_double",
            Expected.DECLARED_DOUBLE,
            "The variable is declared as Double and is {got}; it was kept as it came, but does not count in measures. Send a number without quotes, or change its declaration.",
            "该变量定义为 Double，收到的值是 {got}，已按原样保存，但不计入指标。请发送不带引号的数值，或修改定义。"),
    NUMBER_OUT_OF_RANGE(
            "number.out_of_range",
            Expected.NUMBER,
            "The number {got} is out of range and was left out. Send one within ±1.7976931348623157e308, or a string.",
            "数值 {got} 超出范围，已忽略。请发送 ±1.7976931348623157e308 以内的数值，或使用字符串。"),
    NUMBER_INEXACT(
            "number.inexact",
            Expected.NUMBER,
            "The number {got} has more digits than a double holds; the nearest was kept. Send fewer digits, or a string to keep them all.",
            "数值 {got} 的位数超出双精度浮点数的精度，已保存最接近的值。请减少位数；如需保留全部数字，请使用字符串。"),
    NUM_NOT_A_NUMBER(
            "num.not_a_number",
            Expected.NUM,
            "num is {got} and was left out. Send a number, or leave num out.",
            "num 的值是 {got}，已忽略。请发送数值，或不传 num。"),
    NUM_NEGATIVE(
            "num.negative",
            Expected.NUM,
            "num is {got} and was left out. Send a number of 0 or more; a variable may be negative.",
            "num 的值是 {got}，已忽略。请发送大于等于 0 的数值；负数可用事件级变量表示。");

    private final String code;
    private final Expected expected;
    private final String en;
    private final String zh;

    WarningRule(String code, Expected expected, String en, String zh) {
        this.code = code;
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
        return Effect.WARNED;
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
