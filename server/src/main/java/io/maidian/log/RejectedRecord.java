package io.maidian.log;

import io.maidian.event.Finding;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What the log keeps of one rejected event.
 *
 * @param reason the first rule that it broke
 * @param key its event key, where it had a readable one
 * @param user its login user, where it had a readable one
 * @param raw its JSON text in valid UTF-8, backed by an array; null where it is not kept
 */
public record RejectedRecord(
        Finding reason, @Nullable String key, @Nullable String user, @Nullable ByteBuffer raw) {}
