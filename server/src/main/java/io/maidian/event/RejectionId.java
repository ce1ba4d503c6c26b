package io.maidian.event;

/**
 * Names one rejected event: the upload that it came in and its place there. Shown as the upload's
 * id, a hyphen and the place: {@code 06PJ…-4}.
 *
 * @param index its place in the upload's array, >= 0
 */
public record RejectionId(RequestId upload, int index) {
    private static final int UPLOAD_CHARS = 26;
    private static final int MAX_CHARS = UPLOAD_CHARS + 1 + 10;

    public RejectionId {
        if (index < 0) {
            throw new IllegalArgumentException("negative index: " + index);
        }
    }

    /**
     * Reads the shown form.
     *
     * @throws IllegalArgumentException if the text is not one
     */
    public static RejectionId parse(String text) {
        boolean rightForm =
                text.length() > UPLOAD_CHARS + 1
                        && text.length() <= MAX_CHARS
                        && text.charAt(UPLOAD_CHARS) == '-'
                        && text.chars().skip(UPLOAD_CHARS + 1).allMatch(c -> c >= '0' && c <= '9');
        if (!rightForm) {
            throw new IllegalArgumentException("not the id of a rejected event: " + text);
        }
        return new RejectionId(
                RequestId.parse(text.substring(0, UPLOAD_CHARS)),
                Integer.parseInt(text.substring(UPLOAD_CHARS + 1)));
    }

    @Override
    public String toString() {
        return upload + "-" + index;
    }
}
