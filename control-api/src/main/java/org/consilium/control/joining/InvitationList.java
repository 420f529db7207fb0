package org.consilium.control.joining;

import java.util.List;

/** All invitations of a consult, newest first. */
public record InvitationList(List<InvitationView> items) {}
