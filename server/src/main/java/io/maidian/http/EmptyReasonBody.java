package io.maidian.http;

import io.maidian.catalog.VariableType;
import io.maidian.intake.Language;
import io.maidian.query.EmptyReason;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Why an answer is empty, in words. */
record EmptyReasonBody(
        String code, String message, @Nullable List<Rejection> rejections, @Nullable Long nearest) {

    static EmptyReasonBody of(EmptyReason reason, Language language) {
        boolean zh = language == Language.ZH;
        return switch (reason) {
            case EmptyReason.VisitUsers _ ->
                    plain(
                            "target.visit_users",
                            zh
                                    ? "服务端埋点事件无法关联访问用户。请将目标用户改为“全部登录用户”。"
                                    : "Server-side events have no visit user. Choose \"all login users\" as target users.");
            case EmptyReason.NeverReceived _ ->
                    plain(
                            "event.never_received",
                            zh
                                    ? "还没有收到过这个标识的事件。请检查上传的 n 是否与事件标识完全一致、项目 ID 是否正确。"
                                    : "No event with this key was ever received. Check that n of the upload is exactly this key, and that the project id is right.");
            case EmptyReason.AllRejected rejected ->
                    new EmptyReasonBody(
                            "event.all_rejected",
                            zh
                                    ? "收到过这个标识的事件，但全部被拒绝，原因如下。"
                                    : "Events with this key were received, but every one was rejected, for these reasons.",
                            rejected.rejections().stream()
                                    .map(r -> Rejection.of(r, language))
                                    .toList(),
                            null);
            case EmptyReason.OutOfRange out ->
                    new EmptyReasonBody(
                            "range.no_events",
                            zh
                                    ? "所选时间范围内没有这个事件，但其他时间有。"
                                    : "There are such events, but none in this time range.",
                            null,
                            out.latestMillis());
            case EmptyReason.NoLongerKept gone ->
                    new EmptyReasonBody(
                            "event.no_longer_kept",
                            zh
                                    ? "收到过这个标识的事件，但都早于本项目保留事件的期限（event_days），已被删除。"
                                    : "Events with this key came, but all of them are older than this project keeps events (event_days), and were dropped.",
                            null,
                            gone.lastReceivedMillis());
            case EmptyReason.NoNewUsers _ ->
                    plain(
                            "target.no_new_users",
                            zh
                                    ? "所选时间范围内有这个事件，但没有新登录用户：这些用户更早就有事件了。"
                                    : "There are such events in this time range, but none of a new login user: those users had events before it.");
            case EmptyReason.NoNumbers none -> plain("variable.no_numbers", noNumbers(none, zh));
            case EmptyReason.UploadsOff off ->
                    new EmptyReasonBody(
                            "uploads.off",
                            zh
                                    ? "此项目的服务端上传已关闭，不再接收新事件。请在项目设置中打开。"
                                    : "Server-side uploads of this project are switched off, so no new events come in. Switch them on in the project's settings.",
                            null,
                            off.latestMillis());
        };
    }

    private static String noNumbers(EmptyReason.NoNumbers none, boolean zh) {
        if (none.declared() == VariableType.STRING) {
            return zh
                    ? "这个变量定义为 String（维度），不能求数值。请在埋点方案中改为 Int 或 Double，或选择其他变量。"
                    : "This variable is declared as String, a dimension, so it has no numbers. Declare it as Int or Double in the tracking plan, or choose another.";
        }
        if (none.texts() > 0) {
            return zh
                    ? "所选时间范围内有 %d 个事件，其中 %d 个的这个变量是字符串；字符串从不当作数值，即使看起来像数字。请在上传时去掉引号。"
                            .formatted(none.events(), none.texts())
                    : "There are %d events in this time range, and in %d of them the variable is a string. A string is never taken for a number, even if it looks like one: send it without quotes."
                            .formatted(none.events(), none.texts());
        }
        return none.declared() == VariableType.INT
                ? zh
                        ? "所选时间范围内有 %d 个事件，但这个变量没有整数值：它定义为 Int，小数不计入。".formatted(none.events())
                        : "There are %d events in this time range, but none with a whole number in this variable: it is declared as Int, and decimals do not count."
                                .formatted(none.events())
                : zh
                        ? "所选时间范围内有 %d 个事件，但都没有这个变量的数值。请检查变量的键是否完全一致。".formatted(none.events())
                        : "There are %d events in this time range, but none with a number in this variable. Check that its key is exactly this."
                                .formatted(none.events());
    }

    private static EmptyReasonBody plain(String code, String message) {
        return new EmptyReasonBody(code, message, null, null);
    }

    /** How many events were rejected for one reason. */
    record Rejection(String code, long count, String message) {
        static Rejection of(EmptyReason.Rejection rejection, Language language) {
            return new Rejection(
                    rejection.code(),
                    rejection.count(),
                    FindingWords.expected(rejection.code(), language));
        }
    }
}
