package io.maidian.store.duckdb;

import io.maidian.event.RefusedUpload;
import io.maidian.event.RejectedEvent;
import io.maidian.store.UnloadableException;
import java.util.List;

/**
 * Lays out what was not accepted. Every text is mended to well-formed Unicode, so that a rejection
 * can always be kept. Stateless.
 */
final class RejectedRows {
    private RejectedRows() {}

    /**
     * Rejected events.
     *
     * @param texts how the texts of those go on that are in several parts
     */
    record Rejected(Feed.Rows events, Feed.Rows texts) {}

    static Rejected rejected(List<RejectedEvent> rejected, Dictionary dictionary)
            throws UnloadableException {
        List<List<String>> raws = rejected.stream().map(RejectedRows::raw).toList();
        return new Rejected(events(rejected, raws, dictionary), texts(rejected, raws, dictionary));
    }

    private static Feed.Rows events(
            List<RejectedEvent> rejected, List<List<String>> texts, Dictionary dictionary)
            throws UnloadableException {
        int rows = rejected.size();
        Column.Ints projects = new Column.Ints("project", rows);
        Column.Longs requests = new Column.Longs("request", rows);
        Column.Longs received = new Column.Longs("received", rows);
        Column.Longs sent = new Column.Longs("stm", rows);
        Column.Ints indexes = new Column.Ints("idx", rows);
        Column.Texts codes = new Column.Texts("code", rows);
        Column.Texts pointers = new Column.Texts("pointer", rows);
        Column.Texts gots = new Column.Texts("got", rows);
        Column.Texts keys = new Column.Texts("event_key", rows);
        Column.Texts users = new Column.Texts("user_id", rows);
        Column.Texts raws = new Column.Texts("raw", rows);
        Column.Longs more = new Column.Longs("more", rows);
        Column.Longs states = new Column.Longs("state", rows);
        for (int i = 0; i < rows; i++) {
            RejectedEvent event = rejected.get(i);
            Dictionary.Project project = dictionary.project(event.upload().ai());
            String key = UnicodeText.mendedOrNull(event.key());
            String code = UnicodeText.mended(event.reason().code());
            project.rejected(key, code, event.upload().receivedMillis());
            projects.set(i, project.number);
            requests.set(i, RequestNumber.of(event.upload().id()));
            received.set(i, event.upload().receivedMillis());
            sent.set(i, event.upload().sentMillis());
            indexes.set(i, event.index());
            codes.set(i, code);
            pointers.set(i, UnicodeText.mended(event.reason().pointer()));
            gots.set(i, UnicodeText.mended(event.reason().got()));
            keys.set(i, key);
            users.set(i, UnicodeText.mendedOrNull(event.user()));
            List<String> raw = texts.get(i);
            if (raw.isEmpty()) {
                states.set(i, (long) QuarantineRows.COUNTED);
            } else {
                raws.set(i, raw.getFirst());
            }
            if (raw.size() > 1) {
                more.set(i, raw.size() - 1L);
            }
        }
        return new Feed.Rows(
                List.of(
                        projects, requests, received, sent, indexes, codes, pointers, gots, keys,
                        users, raws, more, states),
                rows);
    }

    private static Feed.Rows texts(
            List<RejectedEvent> rejected, List<List<String>> raws, Dictionary dictionary)
            throws UnloadableException {
        int rows = raws.stream().mapToInt(raw -> Math.max(0, raw.size() - 1)).sum();
        Column.Ints projects = new Column.Ints("project", rows);
        Column.Longs requests = new Column.Longs("request", rows);
        Column.Longs received = new Column.Longs("received", rows);
        Column.Ints indexes = new Column.Ints("idx", rows);
        Column.Ints parts = new Column.Ints("part", rows);
        Column.Texts texts = new Column.Texts("text", rows);
        int row = 0;
        for (int i = 0; i < rejected.size(); i++) {
            RejectedEvent event = rejected.get(i);
            List<String> raw = raws.get(i);
            for (int part = 1; part < raw.size(); part++) {
                projects.set(row, dictionary.project(event.upload().ai()).number);
                requests.set(row, RequestNumber.of(event.upload().id()));
                received.set(row, event.upload().receivedMillis());
                indexes.set(row, event.index());
                parts.set(row, part);
                texts.set(row, raw.get(part));
                row++;
            }
        }
        return new Feed.Rows(List.of(projects, requests, received, indexes, parts, texts), rows);
    }

    private static List<String> raw(RejectedEvent event) {
        String raw = UnicodeText.mendedOrNull(event.raw());
        return raw == null ? List.of() : TextParts.of(raw);
    }

    static Feed.Rows refused(List<RefusedUpload> refused, Dictionary dictionary)
            throws UnloadableException {
        int rows = refused.size();
        Column.Ints projects = new Column.Ints("project", rows);
        Column.Longs requests = new Column.Longs("request", rows);
        Column.Longs received = new Column.Longs("received", rows);
        Column.Longs sent = new Column.Longs("stm", rows);
        Column.Texts codes = new Column.Texts("code", rows);
        Column.Texts pointers = new Column.Texts("pointer", rows);
        Column.Texts gots = new Column.Texts("got", rows);
        Column.Texts samples = new Column.Texts("sample", rows);
        for (int i = 0; i < rows; i++) {
            RefusedUpload upload = refused.get(i);
            projects.set(i, dictionary.project(upload.upload().ai()).number);
            requests.set(i, RequestNumber.of(upload.upload().id()));
            received.set(i, upload.upload().receivedMillis());
            sent.set(i, upload.upload().sentMillis());
            codes.set(i, UnicodeText.mended(upload.reason().code()));
            pointers.set(i, UnicodeText.mended(upload.reason().pointer()));
            gots.set(i, UnicodeText.mended(upload.reason().got()));
            samples.set(i, UnicodeText.mended(upload.sample()));
        }
        return new Feed.Rows(
                List.of(projects, requests, received, sent, codes, pointers, gots, samples), rows);
    }
}
