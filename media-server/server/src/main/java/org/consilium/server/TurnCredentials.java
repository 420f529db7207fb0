package org.consilium.server;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.consilium.server.config.TurnConfig;
import org.consilium.server.signal.IceServers;

/**
 * Relays with credentials that expire: the user name is the second of expiry and the participant,
 * the password its HMAC-SHA1 under a secret the relay shares (draft-uberti-behave-turn-rest-00
 * §2.2, which coturn and our own relay implement). So the relay needs no list of users, and a
 * leaked credential ends by itself.
 *
 * <p>Any thread.
 */
final class TurnCredentials implements IceServers {
    private final TurnConfig config;
    private final InstantSource clock;

    TurnCredentials(TurnConfig config, InstantSource clock) {
        this.config = config;
        this.clock = clock;
    }

    @Override
    public List<IceServer> forParticipant(String participantSid) {
        if (config.urls().isEmpty()) {
            return List.of();
        }
        long expiry = clock.instant().getEpochSecond() + config.lifetimeSeconds();
        String username = expiry + ":" + participantSid;
        return List.of(new IceServer(config.urls(), username, password(username)));
    }

    private String password(String username) {
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(
                    new SecretKeySpec(
                            config.secret().getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
            return Base64.getEncoder()
                    .encodeToString(mac.doFinal(username.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has HmacSHA1", e);
        }
    }
}
