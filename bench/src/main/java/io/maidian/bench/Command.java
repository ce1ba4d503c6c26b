package io.maidian.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Another program, run to its end. */
final class Command {
    private Command() {}

    /**
     * @return what it printed
     * @throws BenchFailure if it failed, with what it printed
     */
    static String run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        Runnable endsWithUs = process::destroy;
        OnExit.add(endsWithUs);
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int status = process.waitFor();
        OnExit.remove(endsWithUs);
        if (status != 0) {
            throw new BenchFailure(command.getFirst() + " ended with " + status + ":\n" + output);
        }
        return output;
    }
}
