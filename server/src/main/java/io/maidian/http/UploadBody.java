package io.maidian.http;

import io.maidian.event.DuplicateEvent;
import io.maidian.event.Event;
import io.maidian.event.Finding;
import io.maidian.event.RefusedUpload;
import io.maidian.event.RejectedEvent;
import io.maidian.event.Upload;
import io.maidian.http.Answers.ErrorDetail;
import io.maidian.intake.Language;
import io.maidian.log.LoggedUpload;
import io.maidian.query.UploadFate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The JSON form of what became of an upload.
 *
 * @param time received time
 * @param error why the whole upload was refused
 * @param sample the beginning of a refused upload's body
 * @param events some of its events, in the array's order
 */
record UploadBody(
        String requestId,
        long time,
        @Nullable Long stm,
        long received,
        long accepted,
        long duplicate,
        long rejected,
        long warned,
        @Nullable ErrorDetail error,
        @Nullable String sample,
        List<UploadedEventBody> events) {

    static UploadBody of(UploadFate fate, Language language) {
        return of(
                fate.upload(),
                new Counts(fate.accepted(), 0, fate.rejected(), fate.warned()),
                fate.refused(),
                events(
                        fate.events(),
                        rejected(fate.rejectedEvents(), UploadFate.RAW_CHARS, language),
                        List.of(),
                        language),
                language);
    }

    static UploadBody of(LoggedUpload logged, Language language) {
        return of(
                logged.upload(),
                new Counts(
                        logged.accepted(), logged.duplicate(), logged.rejected(), logged.warned()),
                logged.refused(),
                events(
                        logged.events(),
                        rejected(logged.rejectedEvents(), UploadedEventBody.RAW_CHARS, language),
                        logged.duplicates(),
                        language),
                language);
    }

    private record Counts(long accepted, long duplicate, long rejected, long warned) {}

    private static UploadBody of(
            Upload upload,
            Counts counts,
            @Nullable RefusedUpload refused,
            List<UploadedEventBody> events,
            Language language) {
        return new UploadBody(
                upload.id().toString(),
                upload.receivedMillis(),
                upload.sentMillis(),
                counts.accepted() + counts.duplicate() + counts.rejected(),
                counts.accepted(),
                counts.duplicate(),
                counts.rejected(),
                counts.warned(),
                refused == null ? null : detail(refused.reason(), language),
                refused == null ? null : refused.sample(),
                events);
    }

    private static List<UploadedEventBody> rejected(
            List<RejectedEvent> rejected, int rawChars, Language language) {
        return rejected.stream()
                .map(event -> UploadedEventBody.of(event, rawChars, language))
                .toList();
    }

    private static List<UploadedEventBody> events(
            List<Event> events,
            List<UploadedEventBody> rejected,
            List<DuplicateEvent> duplicates,
            Language language) {
        List<UploadedEventBody> bodies = new ArrayList<>(rejected);
        events.forEach(event -> bodies.add(UploadedEventBody.of(event, language)));
        duplicates.forEach(event -> bodies.add(UploadedEventBody.of(event, language)));
        bodies.sort(Comparator.comparingInt(UploadedEventBody::index));
        return bodies;
    }

    private static ErrorDetail detail(Finding finding, Language language) {
        return new ErrorDetail(
                finding.code(),
                FindingWords.message(finding, language),
                FindingWords.expected(finding.code(), language),
                finding.got(),
                finding.pointer());
    }
}
