package org.consilium.media.room;

import java.util.random.RandomGenerator;

/**
 * Makes the ids of the client protocol: a prefix that says what it names, and random letters.
 * Clients rely on the prefixes.
 */
public final class Ids {
    private static final String ALPHABET =
            "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    /** 12 letters of base 62 are 71 bits: no two meet in the life of an installation. */
    private static final int LETTERS = 12;

    private final RandomGenerator random;

    public Ids(RandomGenerator random) {
        this.random = random;
    }

    String room() {
        return make("RM_");
    }

    String participant() {
        return make("PA_");
    }

    /** The two letters after the prefix tell people what they look at in a log; no more. */
    String track(TrackKind kind, TrackSource source) {
        String prefix =
                switch (source) {
                    case CAMERA -> "TR_VC";
                    case MICROPHONE -> "TR_AM";
                    case SCREEN_SHARE -> "TR_VS";
                    case SCREEN_SHARE_AUDIO -> "TR_As";
                    case UNKNOWN -> kind == TrackKind.AUDIO ? "TR_A" : "TR_V";
                };
        return make(prefix);
    }

    private String make(String prefix) {
        var text = new StringBuilder(prefix.length() + LETTERS).append(prefix);
        for (int i = 0; i < LETTERS; i++) {
            text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return text.toString();
    }
}
