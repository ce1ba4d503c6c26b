package io.maidian.intake;

import io.maidian.event.RejectedEvent;

/**
 * The rules that reject an event, in the order of the fields in the upload contract; the other
 * events of the upload are judged by themselves.
 */
public enum RejectionRule implements Rule {
    EVENT_NOT_AN_OBJECT(
            "event.not_an_object",
            Expected.EVENT,
            "This element of the array is {got}, not an event. Send an object with cs1, tm, n and t.",
            "数组中的这一项是 {got}，不是事件。请发送包含 cs1、tm、n、t 的对象。"),
    CS1_MISSING(
            "cs1.missing",
            Expected.CS1,
            "cs1 is missing. Set it to the login user's id; an event without one belongs to no user.",
            "缺少 cs1。请填写登录用户ID，没有它的事件不属于任何用户。"),
    CS1_NOT_A_STRING(
            "cs1.not_a_string",
            Expected.CS1,
            "cs1 is {got}. Send the login user's id as a string.",
            "cs1 的值是 {got}。请以字符串形式发送登录用户ID。"),
    CS1_EMPTY(
            "cs1.empty",
            Expected.CS1,
            "cs1 is an empty string. Set it to the login user's id, or do not send the event.",
            "cs1 是空字符串。请填写登录用户ID，否则不要发送该事件。"),
    CS1_TOO_LONG(
            "cs1.too_long",
            Expected.CS1,
            "cs1 is longer than 255 characters: {got}. Use a shorter login user id.",
            "cs1 超过 255 个字符：{got}。请使用更短的登录用户ID。"),
    CS1_COLON(
            "cs1.colon",
            Expected.CS1,
            "cs1 has a colon: {got}. Leave the colon out or put another character in its place.",
            "cs1 含有冒号：{got}。请去掉冒号或换成其他字符。"),
    CS1_FORBIDDEN_VALUE(
            "cs1.forbidden_value",
            Expected.CS1_VALUE,
            "cs1 is {got}, which programs send when nobody is signed in. Send a real login user id, or do not send the event.",
            "cs1 的值是 {got}，这是程序在没有登录用户时发送的值。请发送真实的登录用户ID，否则不要发送该事件。"),
    TM_MISSING(
            "tm.missing",
            Expected.TM,
            "tm is missing. Set it to the event time in milliseconds.",
            "缺少 tm。请填写事件时间的毫秒时间戳。"),
    TM_NOT_A_NUMBER(
            "tm.not_a_number",
            Expected.TM,
            "tm is {got}. Send the event time as a number of milliseconds, such as 1434556935000.",
            "tm 的值是 {got}。请以毫秒数发送事件时间，例如 1434556935000。"),
    TM_OUT_OF_RANGE(
            "tm.out_of_range",
            Expected.TM,
            "tm is {got}, which is before 1970 or after 9999. Send milliseconds, not micro- or nanoseconds.",
            "tm 的值是 {got}，早于 1970 年或晚于 9999 年。请发送毫秒，而不是微秒或纳秒。"),
    N_MISSING(
            "n.missing",
            Expected.N,
            "n is missing. Set it to the event key, such as BuyProduct.",
            "缺少 n。请填写事件标识，例如 BuyProduct。"),
    N_NOT_A_STRING(
            "n.not_a_string",
            Expected.N,
            "n is {got}. Send the event key as a string.",
            "n 的值是 {got}。请以字符串形式发送事件标识。"),
    N_EMPTY(
            "n.empty",
            Expected.N,
            "n is empty. Set it to the event key, such as BuyProduct.",
            "n 为空。请填写事件标识，例如 BuyProduct。"),
    N_TOO_LONG(
            "n.too_long",
            Expected.N,
            "n is longer than 255 characters: {got}. Use a shorter event key.",
            "n 超过 255 个字符：{got}。请使用更短的事件标识。"),
    N_UNDECLARED(
            "n.undeclared",
            Expected.DECLARED_EVENT,
            "The event {got} is not declared in this project, which keeps such events in quarantine. Declare it in the tracking plan, then replay it from the quarantine; or correct n.",
            "事件 {got} 未在本项目的埋点方案中定义，按项目设置放入隔离区。请先在埋点方案中定义该事件，再从隔离区重放；或者修正 n。"),
    N_DISCARDED(
            RejectedEvent.DISCARDED,
            Effect.DISCARDED,
            Expected.DECLARED_EVENT,
            "The event {got} is not declared in this project, which discards such events: it was counted and not kept. Declare it in the tracking plan, or correct n.",
            "事件 {got} 未在本项目的埋点方案中定义，按项目设置丢弃：只计数，不保存。请先在埋点方案中定义该事件，或者修正 n。"),
    T_NOT_CSTM(
            "t.not_cstm",
            Expected.T,
            "t is {got}. This address takes custom events only: set t to \"cstm\".",
            "t 的值是 {got}。此接口只接收自定义事件，请将 t 设为 \"cstm\"。"),
    VAR_NOT_AN_OBJECT(
            "var.not_an_object",
            Expected.VAR,
            "var is {got}. Send the variables as an object of keys and values, or leave var out.",
            "var 的值是 {got}。请以键值对象的形式发送事件级变量，或不传 var。"),
    VAR_UNDECLARED(
            "var.undeclared",
            Expected.DECLARED_VARIABLE,
            "The variable, here {got}, is not declared for this event, and the project keeps such events in quarantine. Declare it for the event in the tracking plan, then replay the event from the quarantine; or leave the variable out.",
            "该变量（值为 {got}）未在埋点方案中为此事件定义，按项目设置整个事件放入隔离区。请先为该事件定义此变量，再从隔离区重放；或者不传该变量。"),
    U_NOT_A_STRING(
            "u.not_a_string",
            Expected.U,
            "u is {got}. Send the visit user's id as a string, or leave u out.",
            "u 的值是 {got}。请以字符串形式发送访问用户ID，或不传 u。"),
    U_TOO_LONG(
            "u.too_long",
            Expected.U,
            "u is longer than 255 characters: {got}. Use a shorter visit user id.",
            "u 超过 255 个字符：{got}。请使用更短的访问用户ID。"),
    ID_NOT_A_STRING(
            "id.not_a_string",
            Expected.ID,
            "id is {got}. Send your own id of the event as a string, or leave id out.",
            "id 的值是 {got}。请以字符串形式发送您为该事件生成的 ID，或不传 id。"),
    ID_EMPTY(
            "id.empty",
            Expected.ID,
            "id is an empty string. Send your own id of the event, or leave id out.",
            "id 是空字符串。请发送您为该事件生成的 ID，或不传 id。"),
    ID_TOO_LONG(
            "id.too_long",
            Expected.ID,
            "id is longer than 128 characters: {got}. Use a shorter one, such as a UUID.",
            "id 超过 128 个字符：{got}。请使用更短的 ID，例如 UUID。");

    private final String code;
    private final Effect effect;
    private final Expected expected;
    private final String en;
    private final String zh;

    RejectionRule(String code, Expected expected, String en, String zh) {
        this(code, Effect.REJECTED, expected, en, zh);
    }

    RejectionRule(String code, Effect effect, Expected expected, String en, String zh) {
        this.code = code;
        this.effect = effect;
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
        return effect;
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
