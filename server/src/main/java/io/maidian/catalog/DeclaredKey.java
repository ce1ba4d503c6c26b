package io.maidian.catalog;

import java.util.regex.Pattern;

/**
 * What a key must be to be declared: what GrowingIO takes. Uploads may bear others, and what was
 * declared before this rule stays declared. Stateless.
 */
public final class DeclaredKey {
    private static final Pattern KEY = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,49}");

    private DeclaredKey() {}

    /** Whether this key can be declared. */
    public static boolean matches(String key) {
        return KEY.matcher(key).matches();
    }
}
