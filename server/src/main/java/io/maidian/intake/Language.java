package io.maidian.intake;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The languages in which the server explains itself. */
public enum Language {
    ZH,
    EN;

    /**
     * The first of the languages of an {@code Accept-Language} header that the server speaks, by
     * weight; English where it speaks none of them or there is no header.
     */
    public static Language of(@Nullable String acceptLanguage) {
        Language best = EN;
        double bestWeight = 0;
        for (String range :
                acceptLanguage == null ? new String[0] : acceptLanguage.split(",", 20)) {
            String[] parts = range.strip().toLowerCase(Locale.ROOT).split(";", 2);
            double weight = parts.length < 2 ? 1 : weight(parts[1]);
            String tag = parts[0].strip();
            if (weight > bestWeight && (tag.startsWith("zh") || tag.startsWith("en"))) {
                best = tag.startsWith("zh") ? ZH : EN;
                bestWeight = weight;
            }
        }
        return best;
    }

    /** The text of this language. */
    String choose(String en, String zh) {
        return switch (this) {
            case EN -> en;
            case ZH -> zh;
        };
    }

    private static double weight(String parameter) {
        String text = parameter.strip();
        if (!text.matches("q\\s*=\\s*[0-9.]{1,6}")) {
            return 1;
        }
        try {
            return Double.parseDouble(text.substring(text.indexOf('=') + 1).strip());
        } catch (NumberFormatException e) {
            return 1;
        }
    }
}
