package io.maidian.http;

import io.maidian.catalog.Project;
import io.maidian.event.RequestId;
import io.maidian.intake.CapturedUpload;
import io.maidian.intake.Captures;
import io.maidian.intake.Language;
import io.maidian.intake.Sender;
import io.maidian.query.QueryEngine;
import io.maidian.query.UploadFate;
import io.maidian.query.UploadSearch;
import io.maidian.query.UploadsFound;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * {@code /api/projects/{ai}/debugger/uploads}: searches the latest uploads, in memory and in the
 * store, and shows one as it came.
 */
final class DebuggerEndpoint {
    private static final int DEFAULT_LIMIT = 100;
    private static final int MAX_LIMIT = 200;
    private static final int HEX_BYTES = 256;
    private static final Pattern NUMBER = Pattern.compile("m([0-9]{1,18})");

    private final ProjectLookup projects;
    private final QueryEngine engine;
    private final Captures captures;

    DebuggerEndpoint(ProjectLookup projects, QueryEngine engine, Captures captures) {
        this.projects = projects;
        this.engine = engine;
        this.captures = captures;
    }

    /** The latest uploads that match, and how far was looked. */
    ApiAnswer search(ApiRequest request) throws IOException {
        Project project = projects.require(request);
        UploadFilter filter = UploadFilter.of(request.query());
        int limit = request.limit(DEFAULT_LIMIT, MAX_LIMIT);
        List<CapturedUpload> kept = captures.newest(project.ai());
        List<DebuggerRow> rows = new ArrayList<>();
        for (CapturedUpload upload : kept) {
            DebuggerRow row = DebuggerRow.of(upload, filter, request.language());
            if (row != null) {
                rows.add(row);
            }
        }
        UploadSearch search = filter.search(limit);
        UploadsFound found =
                search == null
                        ? new UploadsFound(List.of(), 0, null, false)
                        : engine.findUploads(project.ai(), search);
        addUnknown(rows, found.uploads(), request.language());
        rows.sort(Comparator.comparingLong(DebuggerRow::time).reversed());
        return ApiAnswer.ok(
                new Found(
                        rows.subList(0, Math.min(limit, rows.size())),
                        new Looked(
                                found.events(),
                                found.sinceMillis(),
                                found.complete(),
                                kept.size(),
                                kept.isEmpty() ? null : kept.getLast().receivedMillis(),
                                captures.passed(project.ai()))));
    }

    /** Adds what the store knows and memory does not. */
    private static void addUnknown(
            List<DebuggerRow> rows, List<UploadFate> stored, Language language) {
        Set<String> known = new HashSet<>();
        for (DebuggerRow row : rows) {
            known.add(row.id());
            known.add(Objects.requireNonNullElse(row.refusal(), row.id()));
        }
        for (UploadFate fate : stored) {
            DebuggerRow row = DebuggerRow.of(fate, language);
            String refusal = row.refusal();
            if (!known.contains(row.id()) && (refusal == null || !known.contains(refusal))) {
                rows.add(row);
            }
        }
    }

    /** One upload as it came. */
    ApiAnswer captured(ApiRequest request) {
        Project project = projects.require(request);
        CapturedUpload upload = find(project.ai(), request.pathValue("id"));
        return ApiAnswer.ok(CapturedBody.of(upload, request.language()));
    }

    private CapturedUpload find(String ai, String id) {
        Matcher number = NUMBER.matcher(id);
        if (number.matches()) {
            CapturedUpload upload = captures.find(ai, Long.parseLong(number.group(1)));
            if (upload == null) {
                throw new ApiProblem(ApiError.CAPTURE_GAVE_WAY, "id", id);
            }
            return upload;
        }
        RequestId requestId = requestId(id);
        CapturedUpload upload = captures.find(ai, requestId);
        if (upload == null) {
            throw new ApiProblem(
                    switch (captures.whyMissing(ai, requestId.receivedMillis())) {
                        case BEFORE_START -> ApiError.CAPTURE_BEFORE_START;
                        case GAVE_WAY -> ApiError.CAPTURE_GAVE_WAY;
                        case TOO_MANY -> ApiError.CAPTURE_TOO_MANY;
                    },
                    "id",
                    id);
        }
        return upload;
    }

    private static RequestId requestId(String id) {
        try {
            return RequestId.parse(id);
        } catch (IllegalArgumentException e) {
            throw new ApiProblem(ApiError.UPLOAD_UNKNOWN, "id", id);
        }
    }

    private record Found(List<DebuggerRow> uploads, Looked looked) {}

    /**
     * How far was looked.
     *
     * @param events in the store: events and refused uploads
     * @param complete whether the store holds nothing older
     * @param inMemory uploads that are kept as they came
     * @param notCaptured uploads since the start that were too many in their second to be kept
     */
    private record Looked(
            long events,
            @Nullable Long since,
            boolean complete,
            int inMemory,
            @Nullable Long inMemorySince,
            long notCaptured) {}

    private record CapturedBody(
            String id,
            @Nullable String requestId,
            long time,
            Sender sender,
            int wireBytes,
            BodyText body,
            int status,
            JsonNode answer,
            List<DebuggerRow.EventLine> events) {
        static CapturedBody of(CapturedUpload upload, Language language) {
            Answers.UploadAnswer answer = Answers.of(upload.outcome(), language);
            RequestId requestId = upload.requestId();
            return new CapturedBody(
                    DebuggerRow.id(upload),
                    requestId == null ? null : requestId.toString(),
                    upload.receivedMillis(),
                    upload.sender(),
                    upload.wireBytes(),
                    BodyText.of(upload.body()),
                    answer.status(),
                    Json.MAPPER.readTree(answer.body().getBytes()),
                    upload.events().stream()
                            .map(event -> DebuggerRow.EventLine.of(event, language))
                            .toList());
        }
    }

    /**
     * A body, shortened.
     *
     * @param text what it says; where it could not be decoded, as far as it can be shown
     * @param hex its first bytes, where it could not be decoded
     * @param bytes the length of all of it
     */
    private record BodyText(
            String text, @Nullable String hex, int bytes, boolean cut, boolean decoded) {
        static BodyText of(CapturedUpload.Body body) {
            byte[] bytes = body.copy();
            int length = body.cut() ? wholeCharacters(bytes) : bytes.length;
            return new BodyText(
                    new String(bytes, 0, length, StandardCharsets.UTF_8),
                    body.decoded()
                            ? null
                            : HexFormat.ofDelimiter(" ")
                                    .formatHex(
                                            Arrays.copyOf(
                                                    bytes, Math.min(HEX_BYTES, bytes.length))),
                    body.length(),
                    body.cut(),
                    body.decoded());
        }

        /** Where the last character is cut in two, it is left out. */
        private static int wholeCharacters(byte[] bytes) {
            int end = bytes.length;
            while (end > 0 && (bytes[end - 1] & 0xC0) == 0x80) {
                end--;
            }
            return Math.max(0, end - 1);
        }
    }
}
