package org.consilium.media.sdp;

import org.jspecify.annotations.Nullable;

/** Who opens the DTLS association (RFC 4145 §4, RFC 8842 §5). */
public enum SetupRole {
    ACTIVE("active"),
    PASSIVE("passive"),
    ACTPASS("actpass"),
    HOLDCONN("holdconn");

    private final String token;

    SetupRole(String token) {
        this.token = token;
    }

    public String token() {
        return token;
    }

    static @Nullable SetupRole of(String token) {
        for (SetupRole role : values()) {
            if (role.token.equals(token)) {
                return role;
            }
        }
        return null;
    }
}
