package io.maidian.store.duckdb;

import io.maidian.store.EventStore;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A generation of the store in the making: first its base, a file that is copied to {@link #file},
 * or nothing for an empty one; then {@link #open}, and what is missing is added; then it takes the
 * place of the current one. Closed before that, its files are removed. For one thread.
 */
public final class NextGeneration implements Closeable {
    private final StoreFolder folder;
    private final DuckDbOptions options;
    private final List<Path> copiesGoTo;
    private final int number;
    private @Nullable DuckDbStore store;
    private boolean kept;

    private NextGeneration(
            StoreFolder folder, DuckDbOptions options, List<Path> copiesGoTo, int number) {
        this.folder = folder;
        this.options = options;
        this.copiesGoTo = copiesGoTo;
        this.number = number;
    }

    /**
     * Begins one in this folder, whatever its current one is.
     *
     * @param copiesGoTo the folders that it may be copied into, beside the store's
     */
    public static NextGeneration begin(
            StoreFolder folder, List<Path> copiesGoTo, DuckDbOptions options) throws IOException {
        return new NextGeneration(folder, options, copiesGoTo, folder.reserve());
    }

    /** Where its base is to be put; the folder is there. */
    public Path file() {
        return folder.file(number);
    }

    /** Opens it, with the tables of this version. */
    public EventStore open() throws IOException {
        return opened();
    }

    private DuckDbStore opened() throws IOException {
        DuckDbStore opened = store;
        if (opened == null) {
            opened = DuckDbStore.open(folder.disk(), folder.folder(number), copiesGoTo, options);
            store = opened;
        }
        return opened;
    }

    int number() {
        return number;
    }

    /** Its store, which the caller closes from now on; its files stay. */
    DuckDbStore handOver() throws IOException {
        DuckDbStore opened = opened();
        store = null;
        kept = true;
        return opened;
    }

    /** Leaves its files where they are, since they may count. */
    void keep() {
        kept = true;
    }

    /**
     * Makes it the current one of a store that nobody has open; the others are removed.
     *
     * @throws IOException where it is not certain that it counts now; either it or the one before
     *     does
     */
    public void install() throws IOException {
        handOver().close();
        folder.makeCurrent(number);
        folder.removeOthers(number);
    }

    @Override
    public void close() throws IOException {
        try {
            if (store != null) {
                store.close();
            }
        } finally {
            if (!kept) {
                folder.remove(number);
            }
        }
    }
}
