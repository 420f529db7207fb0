package org.consilium.control.login;

/** What anybody may know. */
public record InstallationView(
        String organisationName, String defaultLocale, boolean needsFirstAdministrator) {}
