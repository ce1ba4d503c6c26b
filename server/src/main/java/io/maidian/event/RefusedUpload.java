package io.maidian.event;

/**
 * A sample of an upload that was refused whole, so that a person can see why nothing arrived.
 *
 * @param upload the upload
 * @param reason why
 * @param sample the beginning of its body, at most 2,000 characters
 */
public record RefusedUpload(Upload upload, Finding reason, String sample) {}
