package org.consilium.control.identity;

import com.nulabinc.zxcvbn.Zxcvbn;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;
import org.consilium.control.http.ApiException;
import org.jspecify.annotations.Nullable;

/**
 * Argon2id hashing (RFC 9106) and the rule for new passwords.
 *
 * <p>One hash costs 19 MiB and some 50 ms of a core, so only as many run at once as there are
 * cores: a flood of sign-ins waits its turn and then is told to come back, instead of taking the
 * machine from the calls on it. Thread-safe.
 */
public final class Passwords {
    // OWASP's second choice of parameters: 19 MiB, two passes, one lane.
    private static final int MEMORY_KIB = 19 * 1024;
    private static final int PASSES = 2;
    private static final int LANES = 1;
    private static final int HASH_BYTES = 32;
    private static final int SALT_BYTES = 16;
    private static final Duration MAX_WAIT = Duration.ofSeconds(5);

    static final int MIN_LENGTH = 12;

    /**
     * CNIL 2022 is met by length and limited attempts; the estimate only refuses what is popular or
     * built from the name: below 10^10 guesses an offline attacker needs no luck.
     */
    private static final double MIN_GUESSES_LOG10 = 10;

    /** zxcvbn is superlinear in length; what comes after is only extra strength. */
    private static final int ESTIMATED_PREFIX = 64;

    private final SecureRandom random = new SecureRandom();
    private final Semaphore slots =
            new Semaphore(Math.max(2, Runtime.getRuntime().availableProcessors()), true);
    private final Zxcvbn estimator = new Zxcvbn();
    private final String decoy = hash("a password nobody has");

    /** Returns the code of what is wrong with a new password, or null. */
    @Nullable String weakness(String password, List<String> personal) {
        if (password.codePointCount(0, password.length()) < MIN_LENGTH) {
            return "too_short";
        }
        var prefix = password.substring(0, Math.min(password.length(), ESTIMATED_PREFIX));
        return estimator.measure(prefix, personal).getGuessesLog10() < MIN_GUESSES_LOG10
                ? "too_weak"
                : null;
    }

    /** Hashes for storage: {@code argon2id$v=19$m=…,t=…,p=…$salt$hash}. */
    String hash(String password) {
        var salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        var hash = argon2(password, salt, MEMORY_KIB, PASSES, LANES);
        var base64 = Base64.getEncoder().withoutPadding();
        return "argon2id$v=19$m=%d,t=%d,p=%d$%s$%s"
                .formatted(
                        MEMORY_KIB,
                        PASSES,
                        LANES,
                        base64.encodeToString(salt),
                        base64.encodeToString(hash));
    }

    /**
     * Whether the password is the one of a stored hash; without a stored hash it works as hard and
     * says no.
     */
    boolean matches(String password, @Nullable String stored) {
        var parts = (stored == null ? decoy : stored).split("\\$", -1);
        if (parts.length != 5 || !parts[0].equals("argon2id")) {
            throw new IllegalStateException("unknown password hash format");
        }
        var costs = parts[2].split("[=,]", -1);
        var salt = Base64.getDecoder().decode(parts[3]);
        var hash =
                argon2(
                        password,
                        salt,
                        Integer.parseInt(costs[1]),
                        Integer.parseInt(costs[3]),
                        Integer.parseInt(costs[5]));
        return MessageDigest.isEqual(hash, Base64.getDecoder().decode(parts[4])) && stored != null;
    }

    private byte[] argon2(String password, byte[] salt, int memoryKib, int passes, int lanes) {
        try {
            if (!slots.tryAcquire(MAX_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
                throw ApiException.unavailable(MAX_WAIT, null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ApiException.unavailable(MAX_WAIT, e);
        }
        try {
            var generator = new Argon2BytesGenerator();
            generator.init(
                    new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                            .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                            .withMemoryAsKB(memoryKib)
                            .withIterations(passes)
                            .withParallelism(lanes)
                            .withSalt(salt)
                            .build());
            var hash = new byte[HASH_BYTES];
            // The same password typed on two keyboards may differ in normal form.
            var normal = Normalizer.normalize(password, Normalizer.Form.NFKC);
            generator.generateBytes(normal.getBytes(StandardCharsets.UTF_8), hash);
            return hash;
        } finally {
            slots.release();
        }
    }
}
