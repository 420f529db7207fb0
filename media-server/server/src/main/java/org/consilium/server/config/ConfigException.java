package org.consilium.server.config;

import java.util.List;

/** The configuration is wrong; the message lists everything that is, one line each. */
public final class ConfigException extends RuntimeException {
    private final transient List<String> problems;

    public ConfigException(List<String> problems) {
        super(
                "the configuration has "
                        + (problems.size() == 1 ? "a problem" : problems.size() + " problems")
                        + ":\n  - "
                        + String.join("\n  - ", problems));
        this.problems = List.copyOf(problems);
    }

    /** Each problem as a sentence without secrets. */
    public List<String> problems() {
        return problems;
    }
}
