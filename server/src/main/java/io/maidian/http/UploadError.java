package io.maidian.http;

import io.maidian.intake.Language;

/**
 * Errors of a whole upload that lie with the server or with all of its events, not with how it was
 * sent.
 */
enum UploadError {
    ALL_REJECTED(
            "events.all_rejected",
            "Every event was rejected, for the reasons in results. They are kept in the project's quarantine.",
            "所有事件都被拒绝，原因见 results。它们保存在项目的隔离区中。"),
    ALL_WOULD_BE_REJECTED(
            "events.all_rejected",
            "Every event would be rejected, for the reasons in results. This was a dry run: nothing was stored.",
            "所有事件都会被拒绝，原因见 results。本次为试运行，未保存任何内容。"),
    STRICT(
            "events.strict",
            "With strict=1 a rejected event keeps the whole upload out; nothing was stored. Correct what results names, then send all of it again.",
            "strict=1 时，只要有一个事件被拒绝，整个上传都不保存。请修正 results 中列出的问题，然后重新发送全部事件。"),
    QUEUE_FULL(
            "server.busy",
            "More arrives than the disk takes; nothing was stored. Send it again after Retry-After.",
            "上传速度超过磁盘写入速度，未保存任何事件。请在 Retry-After 之后重发。"),
    MEMORY_FULL(
            "server.busy",
            "More comes at once than the server has memory for; nothing was stored. Send it again after Retry-After.",
            "同时到达的上传超过了服务器的内存，未保存任何事件。请在 Retry-After 之后重发。"),
    NO_SPACE(
            "server.no_space",
            "The server's disk is full; nothing was stored. Free space, then send it again.",
            "服务器磁盘已满，未保存任何事件。请清理磁盘后重发。"),
    FAILED(
            "server.log_failed",
            "An earlier write to the server's disk failed, so it takes no more until it is restarted; nothing was stored.",
            "服务器此前写磁盘失败，重启之前不再接收；未保存任何事件。"),
    CLOSED(
            "server.stopping",
            "The server is stopping; nothing was stored. Send it again.",
            "服务正在停止，未保存任何事件。请重发。"),
    BUG(
            "server.error",
            "Something is wrong in the server, and its log says what; nothing was stored.",
            "服务内部出错，详情见服务日志；未保存任何事件。"),
    UNKNOWN(
            "server.force_failed",
            "Writing to the server's disk failed: the events may or may not have been stored. Look into the project's latest uploads before you send them again.",
            "服务器写磁盘失败：事件可能已保存，也可能没有。重发之前请先查看项目的最近上传。");

    private final String code;
    private final String messageEn;
    private final String messageZh;

    UploadError(String code, String messageEn, String messageZh) {
        this.code = code;
        this.messageEn = messageEn;
        this.messageZh = messageZh;
    }

    /** The JSON form. */
    Answers.ErrorDetail body(Language language) {
        String message =
                switch (language) {
                    case EN -> messageEn;
                    case ZH -> messageZh;
                };
        return new Answers.ErrorDetail(code, message, "", "", "");
    }
}
