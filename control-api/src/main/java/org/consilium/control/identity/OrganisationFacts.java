package org.consilium.control.identity;

import java.util.UUID;

/** What other features need of the organisation. */
public record OrganisationFacts(UUID id, String name, String defaultLocale) {}
