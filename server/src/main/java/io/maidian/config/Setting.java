package io.maidian.config;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One setting.
 *
 * @param key the path of its component in {@link ServerConfig}, as {@code log.segment-bytes}
 * @param standard what it is where nobody says otherwise
 * @param meaning a sentence for the one who sets it
 * @param meaningZh the same in Chinese
 */
record Setting<T>(String key, Kind<T> kind, String standard, String meaning, String meaningZh) {
    /** The name of its environment variable. */
    String variable() {
        return Settings.VARIABLES
                + key.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
    }

    /** Its value, or null where the text is none. */
    @Nullable T parse(String text) {
        return kind.parse().apply(text.strip());
    }
}
