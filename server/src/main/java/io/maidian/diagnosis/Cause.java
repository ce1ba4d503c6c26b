package io.maidian.diagnosis;

import static io.maidian.diagnosis.Step.Question.ACCEPTED;
import static io.maidian.diagnosis.Step.Question.DECLARED;
import static io.maidian.diagnosis.Step.Question.INDEXED;
import static io.maidian.diagnosis.Step.Question.PROJECT;
import static io.maidian.diagnosis.Step.Question.QUOTA;
import static io.maidian.diagnosis.Step.Question.REACHED;
import static io.maidian.diagnosis.Step.Question.READABLE;
import static io.maidian.diagnosis.Step.Question.SPELLING;
import static io.maidian.diagnosis.Step.Question.SWITCH;
import static io.maidian.diagnosis.Step.Question.TIME;
import static io.maidian.diagnosis.Step.Question.USERS;
import static io.maidian.diagnosis.Step.Verdict.NOTE;
import static io.maidian.diagnosis.Step.Verdict.OK;
import static io.maidian.diagnosis.Step.Verdict.PROBLEM;

import io.maidian.diagnosis.Step.Question;
import io.maidian.diagnosis.Step.Verdict;
import io.maidian.intake.Language;
import java.util.Locale;
import java.util.Map;

/**
 * The one table of what the walk can find: at which step, how grave, and in words. Its name in
 * lower case is its stable code.
 */
public enum Cause {
    NOTHING_RECEIVED(
            REACHED,
            PROBLEM,
            Action.TRY_IT,
            "Nothing was ever uploaded to this project. Either the sender does not run, or it cannot reach this server: send one by hand with curl from the sender's machine.",
            "本项目从未收到任何上传。要么发送程序没有运行，要么它连不上这台服务器：请在发送程序所在的机器上用 curl 手工发送一次。"),
    ONLY_ELSEWHERE(
            REACHED,
            NOTE,
            Action.NONE,
            "Nothing was ever uploaded to this project, but uploads reach this server: see the next step.",
            "本项目从未收到任何上传，但有上传到达了这台服务器：见下一步。"),
    RECEIVED(
            REACHED,
            OK,
            Action.NONE,
            "Uploads of this project reach the server; the latest came at {time}.",
            "本项目的上传能够到达服务器，最近一次在 {time}。"),
    OTHER_PROJECT(
            PROJECT,
            PROBLEM,
            Action.CHECK_PROJECT,
            "Somebody uploads to {ai}, which is not a project here. Uploads so far: {count}, the last at {time} from {client}. This project is {own}: set the sender's project id to it.",
            "有程序在向 {ai} 上传，而这里没有这个项目：共 {count} 次，最近一次在 {time}，来自 {client}。本项目的 ID 是 {own}：请修改发送程序的项目 ID。"),
    OTHER_PROJECT_TOO(
            PROJECT,
            NOTE,
            Action.CHECK_PROJECT,
            "Somebody also uploads to {ai}, which is not a project here. Uploads so far: {count}, the last at {time} from {client}. If that is your sender, set its project id to {own}.",
            "另有程序在向 {ai} 上传，而这里没有这个项目：共 {count} 次，最近一次在 {time}，来自 {client}。如果那是您的程序，请把项目 ID 改为 {own}。"),
    RIGHT_PROJECT(
            PROJECT,
            OK,
            Action.NONE,
            "Since its last start the server has seen no upload to an unknown project.",
            "服务自上次启动以来，没有收到发往未知项目的上传。"),
    UPLOADS_OFF(
            SWITCH,
            PROBLEM,
            Action.SETTINGS,
            "Server-side uploads of this project are switched off, so they are answered 403 and not stored. Switch them on in the project's settings.",
            "本项目的服务端上传已关闭：上传会得到 403，不会存储。请在项目设置中打开。"),
    UPLOADS_ON(SWITCH, OK, Action.NONE, "Server-side uploads are switched on.", "服务端上传已打开。"),
    OVER_QUOTA(
            QUOTA,
            PROBLEM,
            Action.SETTINGS,
            "The project is over its quota. Uploads in memory that were answered 429: {count}, the last at {time}. Let the sender repeat them, or raise the quota in the project's settings.",
            "本项目超出配额：内存中有 {count} 次上传得到 429，最近一次在 {time}。请让发送程序重发，或在项目设置中提高配额。"),
    WITHIN_QUOTA(
            QUOTA,
            OK,
            Action.NONE,
            "No upload was lately turned away for the quota.",
            "最近没有上传因超出配额而被拒绝。"),
    UPLOADS_REFUSED(
            READABLE,
            PROBLEM,
            Action.UPLOADS_REFUSED,
            "Whole uploads are refused, so that none of their events is looked at: {count} lately, last at {time} for {code}: {reason}",
            "有上传被整体拒绝，其中的事件都没有处理：最近 {count} 次，最近一次在 {time}，原因 {code}：{reason}"),
    SOME_REFUSED(
            READABLE,
            NOTE,
            Action.UPLOADS_REFUSED,
            "Some whole uploads were refused: {count} lately, last at {time} for {code}.",
            "有上传被整体拒绝：最近 {count} 次，最近一次在 {time}，原因 {code}。"),
    READ(READABLE, OK, Action.NONE, "No upload was lately refused as a whole.", "最近没有上传被整体拒绝。"),
    NOT_INDEXED(
            INDEXED,
            PROBLEM,
            Action.WAIT,
            "The event store is {seconds} s ({bytes} bytes) behind the log. What is stored durably is shown once it has caught up; wait, or look at /health if it does not move.",
            "事件存储落后日志 {seconds} 秒（{bytes} 字节）。已可靠保存的事件会在追上后显示：请稍候；若一直不动，请查看 /health。"),
    INDEXED_NOW(
            INDEXED, OK, Action.NONE, "The event store is up to date with the log.", "事件存储与日志同步。"),
    ALL_REJECTED(
            ACCEPTED,
            PROBLEM,
            Action.REJECTED,
            "All that came of this key was rejected ({count}), most for {code} (expected: {reason}). It is kept in quarantine.",
            "收到过该标识的事件，但 {count} 个全部被拒绝，主要原因 {code}（应为：{reason}）。它们保存在隔离区中。"),
    REJECTED_SINCE(
            ACCEPTED,
            PROBLEM,
            Action.REJECTED,
            "What was accepted of this key is older than this project keeps events (event_days), and was dropped. All that came since was rejected, most for {code} (expected: {reason}). It is kept in quarantine.",
            "该标识曾被接收的事件早于本项目保留事件的期限（event_days），已被删除。此后收到的全部被拒绝，主要原因 {code}（应为：{reason}）。它们保存在隔离区中。"),
    NO_LONGER_KEPT(
            ACCEPTED,
            PROBLEM,
            Action.SETTINGS,
            "Events of this key that were accepted: {count}, the latest at {time}. All of them are older than this project keeps events (event_days), and were dropped; none came since.",
            "该标识的事件曾接收 {count} 个，最近一个在 {time}。它们都早于本项目保留事件的期限（event_days），已被删除；此后没有新的。"),
    NOT_THIS_USER(
            ACCEPTED,
            PROBLEM,
            Action.UPLOADS,
            "Events of this key: {count} accepted, but none of the user {user}. Check cs1 in the upload: upper and lower case count.",
            "该标识的事件已接收 {count} 个，但没有用户 {user} 的。请检查上传中的 cs1，区分大小写。"),
    NOT_SINCE(
            ACCEPTED,
            PROBLEM,
            Action.UPLOADS,
            "The latest accepted event like this came at {time}, before the moment that you sent yours. So yours did not arrive, or it was a duplicate: look at what the sender was answered.",
            "最近一个符合条件的事件在 {time} 收到，早于您发送的时间。您的事件没有到达，或被判为重复：请查看发送程序得到的应答。"),
    SOME_REJECTED(
            ACCEPTED,
            NOTE,
            Action.REJECTED,
            "Events of this key: {accepted} accepted, the latest at {time}; {count} rejected, most for {code}.",
            "该标识的事件已接收 {accepted} 个（最近一个在 {time}），另有 {count} 个被拒绝，主要原因 {code}。"),
    EVENTS_ACCEPTED(
            ACCEPTED,
            OK,
            Action.NONE,
            "Events of this key: {accepted} accepted, the latest at {time}.",
            "该标识的事件已接收 {accepted} 个，最近一个在 {time}。"),
    NONE_OF_THIS_KEY(
            ACCEPTED,
            NOTE,
            Action.NONE,
            "No event of this key was ever accepted or rejected: see the next steps.",
            "从未接收或拒绝过该标识的事件：见后面的步骤。"),
    UNDECLARED_DISCARDED(
            DECLARED,
            PROBLEM,
            Action.DECLARE,
            "The event is not declared, and this project discards what is not declared. Declare it, or change the setting.",
            "该事件没有定义，而本项目会丢弃未定义的事件。请先定义它，或修改设置。"),
    UNDECLARED_QUARANTINED(
            DECLARED,
            PROBLEM,
            Action.DECLARE,
            "The event is not declared, and in this project what is not declared goes to quarantine. Declare it, then replay it from there, or change the setting.",
            "该事件没有定义，而本项目会把未定义的事件放入隔离区。请先定义它再从隔离区重放，或修改设置。"),
    UNDECLARED_KEPT(
            DECLARED,
            NOTE,
            Action.NONE,
            "The event is not declared. In this project it is kept all the same.",
            "该事件没有定义；在本项目中仍会保留。"),
    IS_DECLARED(DECLARED, OK, Action.NONE, "The event is declared.", "该事件已定义。"),
    SPELT_OTHERWISE(
            SPELLING,
            PROBLEM,
            Action.SIMILAR,
            "There are events of a similar key: {keys}. Upper and lower case and white space inside count; look for that one, or correct the sender.",
            "有标识相近的事件：{keys}。大小写和中间的空白都有区别：请改查该标识，或修改发送程序。"),
    NEVER_RECEIVED(
            SPELLING,
            PROBLEM,
            Action.TRY_IT,
            "No event of this key came, nor of a similar one. Check that the code that sends it runs, and send one by hand to see how it goes.",
            "没有收到过该标识或相近标识的事件。请确认发送它的代码确实运行，并手工发送一个试试。"),
    SPELT_RIGHT(SPELLING, OK, Action.NONE, "The key is spelt as it was sent.", "标识与上传中的一致。"),
    CLOCK_OFF(
            TIME,
            PROBLEM,
            Action.RECEIVED_TIME,
            "There are events, but none in the range by event time: the latest was received at {received} and says that it happened at {latest}. Ask by received time, widen the range, or correct the sender's clock or tm (ms).",
            "有事件，但按事件时间不在所选范围内：最近一个在 {received} 收到，而它的事件时间是 {latest}。请改用接收时间、扩大范围，或修正发送方的时钟或 tm（毫秒）。"),
    OUT_OF_RANGE(
            TIME,
            PROBLEM,
            Action.WIDEN,
            "There are events, but none in the range: the latest is of {latest}.",
            "有事件，但都不在所选时间范围内：最近一个在 {latest}。"),
    IN_RANGE(TIME, OK, Action.NONE, "In the time range: {count}.", "所选时间范围内有 {count} 个。"),
    VISIT_USERS(
            USERS,
            PROBLEM,
            Action.LOGIN_USERS,
            "Visit users are asked for, and server-side events have none: choose all login users.",
            "目标用户选择了访问用户，而服务端事件没有访问用户：请选择“全部登录用户”。"),
    NO_NEW_USERS(
            USERS,
            PROBLEM,
            Action.LOGIN_USERS,
            "New login users are asked for, and none of the users in the range is new in it: choose all login users.",
            "目标用户选择了新登录用户，而范围内的用户都不是新用户：请选择“全部登录用户”。"),
    USERS_COUNTED(
            USERS,
            OK,
            Action.CHART,
            "The target users count them: the chart shows {count}.",
            "目标用户包含它们：图表显示 {count} 个。");

    /** What a person can do next; the console makes a link of it. */
    public enum Action {
        NONE,
        TRY_IT,
        CHECK_PROJECT,
        SETTINGS,
        UPLOADS,
        UPLOADS_REFUSED,
        REJECTED,
        WAIT,
        DECLARE,
        SIMILAR,
        RECEIVED_TIME,
        WIDEN,
        LOGIN_USERS,
        CHART
    }

    private final Question question;
    private final Verdict verdict;
    private final Action action;
    private final String en;
    private final String zh;

    Cause(Question question, Verdict verdict, Action action, String en, String zh) {
        this.question = question;
        this.verdict = verdict;
        this.action = action;
        this.en = en;
        this.zh = zh;
    }

    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    public Question question() {
        return question;
    }

    public Verdict verdict() {
        return verdict;
    }

    public Action action() {
        return action;
    }

    /** In words, with the values where the template names them. */
    public String message(Map<String, String> values, Language language) {
        String text =
                switch (language) {
                    case EN -> en;
                    case ZH -> zh;
                };
        for (Map.Entry<String, String> value : values.entrySet()) {
            text = text.replace("{" + value.getKey() + "}", value.getValue());
        }
        return text;
    }
}
