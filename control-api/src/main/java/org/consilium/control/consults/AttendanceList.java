package org.consilium.control.consults;

import java.util.List;

/** Every presence, by time of joining. */
public record AttendanceList(List<AttendanceView> items) {}
