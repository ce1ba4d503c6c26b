package io.maidian.http;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.maidian.catalog.Project;
import io.maidian.event.RequestId;
import io.maidian.log.LoggedUpload;
import io.maidian.log.UploadLookup;
import java.io.IOException;

/**
 * {@code GET /api/projects/{ai}/uploads/{request_id}}: what became of one upload, read from the
 * log, so from the moment at which its sender was answered.
 */
final class UploadLookupEndpoint implements Endpoint.Asking {
    private static final int DEFAULT_LIMIT = 200;
    private static final int MAX_LIMIT = 1_000;

    private final ProjectLookup projects;
    private final UploadLookup uploads;

    UploadLookupEndpoint(ProjectLookup projects, UploadLookup uploads) {
        this.projects = projects;
        this.uploads = uploads;
    }

    @Override
    public ApiAnswer answer(ApiRequest request) throws IOException {
        Project project = projects.require(request);
        int from = (int) request.number("from", 0, 0, Integer.MAX_VALUE);
        int limit = request.limit(DEFAULT_LIMIT, MAX_LIMIT);
        String text = request.pathValue("request_id");
        return switch (uploads.find(id(text), from, limit)) {
            case UploadLookup.Found(LoggedUpload upload)
                    when upload.upload().ai().equals(project.ai()) ->
                    ApiAnswer.ok(
                            new Page(
                                    UploadBody.of(upload, request.language()),
                                    from,
                                    upload.received() - from > limit));
            case UploadLookup.Found _ -> throw unknown(text);
            case UploadLookup.Unknown _ -> throw unknown(text);
            case UploadLookup.Damaged _ -> throw new ApiProblem(ApiError.UPLOAD_DAMAGED, "", text);
            case UploadLookup.NoLongerKept _ ->
                    throw new ApiProblem(ApiError.UPLOAD_NO_LONGER_KEPT, "", text);
        };
    }

    private static RequestId id(String text) {
        try {
            return RequestId.parse(text);
        } catch (IllegalArgumentException e) {
            throw unknown(text);
        }
    }

    private static ApiProblem unknown(String id) {
        return new ApiProblem(ApiError.UPLOAD_UNKNOWN, "", id);
    }

    /**
     * One page of an upload's events.
     *
     * @param from index of the first
     * @param more whether there are events after it
     */
    private record Page(@JsonUnwrapped UploadBody upload, int from, boolean more) {}
}
