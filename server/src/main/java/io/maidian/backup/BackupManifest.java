package io.maidian.backup;

import io.maidian.log.LogPosition;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a backup holds: {@code manifest.json}, described in docs/formats/backup.md.
 *
 * @param maidian the version of the program that made it
 * @param takenMillis when, in ms since 1970
 * @param start where the log in it begins
 * @param end where the log in it ends: every event that was acknowledged before is in
 * @param store where the store in it stands, between the two
 * @param files all that belongs to it
 */
public record BackupManifest(
        String maidian,
        long takenMillis,
        LogPosition start,
        LogPosition end,
        LogPosition store,
        List<Entry> files) {
    /** The manifest's name in a backup's folder. */
    public static final String NAME = "manifest.json";

    static final int FORMAT = 1;

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern PART = Pattern.compile("[0-9A-Za-z_][0-9A-Za-z._-]{0,127}");

    public BackupManifest {
        files = List.copyOf(files);
    }

    /**
     * One file.
     *
     * @param stored its path in the backup; the same name never stands for other content
     * @param path where it belongs in the data folder
     * @param ownerOnly whether only the owner may read it
     */
    public record Entry(String stored, String path, long bytes, String sha256, boolean ownerOnly) {
        public Entry {
            if (!isRelative(stored) || !isRelative(path)) {
                throw new IllegalArgumentException(
                        "not a path inside a folder: " + stored + ", " + path);
            }
            if (bytes < 0 || !SHA256.matcher(sha256).matches()) {
                throw new IllegalArgumentException("no size or SHA-256 of " + stored);
            }
        }

        /** One or two plain names: nothing that leads out of a folder. */
        private static boolean isRelative(String path) {
            String[] parts = path.split("/", -1);
            for (String part : parts) {
                if (!PART.matcher(part).matches()) {
                    return false;
                }
            }
            return parts.length <= 2;
        }
    }

    byte[] json() {
        ObjectNode root = JSON.createObjectNode();
        root.put("format", FORMAT);
        root.put("maidian", maidian);
        root.put("taken_millis", takenMillis);
        root.put("log_start", start.offset());
        root.put("log_end", end.offset());
        root.put("store_position", store.offset());
        ArrayNode all = root.putArray("files");
        for (Entry file : files) {
            ObjectNode one = all.addObject();
            one.put("stored", file.stored());
            one.put("path", file.path());
            one.put("bytes", file.bytes());
            one.put("sha256", file.sha256());
            one.put("owner_only", file.ownerOnly());
        }
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(root);
    }

    /**
     * Reads one.
     *
     * @throws IOException where it is none, or one of a newer format; in one line
     */
    static BackupManifest parse(byte[] json) throws IOException {
        try {
            JsonNode root = JSON.readTree(json);
            int format = require(root, "format").intValue();
            if (format != FORMAT) {
                throw new IOException(
                        "it has format "
                                + format
                                + ", this program reads format "
                                + FORMAT
                                + ": use the version of Maidian that made it, or a newer one");
            }
            List<Entry> files = new ArrayList<>();
            for (JsonNode file : require(root, "files")) {
                files.add(
                        new Entry(
                                require(file, "stored").stringValue(),
                                require(file, "path").stringValue(),
                                require(file, "bytes").longValue(),
                                require(file, "sha256").stringValue(),
                                require(file, "owner_only").booleanValue()));
            }
            return new BackupManifest(
                    require(root, "maidian").stringValue(),
                    require(root, "taken_millis").longValue(),
                    position(root, "log_start"),
                    position(root, "log_end"),
                    position(root, "store_position"),
                    files);
        } catch (JacksonException | IllegalArgumentException e) {
            String why = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
            throw new IOException("it is no manifest of a backup: " + why, e);
        }
    }

    private static LogPosition position(JsonNode root, String name) {
        return new LogPosition(require(root, name).longValue());
    }

    private static JsonNode require(JsonNode node, String name) {
        JsonNode value = node.get(name);
        if (value == null || value.isNull()) {
            throw new IllegalArgumentException("it has no " + name);
        }
        return value;
    }
}
