package io.maidian.log;

import org.jspecify.annotations.Nullable;

/**
 * What a log record holds. The codes are part of the format (docs/formats/log-records.md): never
 * change or reuse one.
 */
public enum RecordKind {
    /**
     * First record of each entry: the project, received time and stm of the upload whose events
     * follow.
     */
    UPLOAD(1),
    /** An accepted event. */
    EVENT(2),
    /** A rejected event with its reason and, but for most of a flood, its raw text. */
    REJECTED_EVENT(3),
    /** A sample of an upload that was refused whole. */
    REFUSED_UPLOAD(4),
    /** A rejected event that was mended and now is accepted; names the rejected one. */
    REPLAYED_EVENT(5),
    /** A rejected event is to be left alone. */
    DISCARDED_EVENT(6),
    /** A discarded event is open again. */
    RESTORED_EVENT(7);

    private static final @Nullable RecordKind[] BY_CODE = {
        null,
        UPLOAD,
        EVENT,
        REJECTED_EVENT,
        REFUSED_UPLOAD,
        REPLAYED_EVENT,
        DISCARDED_EVENT,
        RESTORED_EVENT
    };

    private final byte code;

    RecordKind(int code) {
        this.code = (byte) code;
    }

    /** The byte that stands for it in the log. */
    public byte code() {
        return code;
    }

    /** The kind of this code, or null where this version knows none. */
    public static @Nullable RecordKind of(byte code) {
        return code > 0 && code < BY_CODE.length ? BY_CODE[code] : null;
    }
}
