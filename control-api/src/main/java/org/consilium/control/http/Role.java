package org.consilium.control.http;

import java.util.Locale;
import java.util.Optional;

/** Roles of accounts, as stored and sent. */
public enum Role {
    DOCTOR,
    ADMIN;

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Role> of(String wireName) {
        for (var role : values()) {
            if (role.wireName().equals(wireName)) {
                return Optional.of(role);
            }
        }
        return Optional.empty();
    }
}
