package io.maidian.query;

/**
 * Whose events are counted. Server-side events have no visit user of their own: the two visit-user
 * groups are empty over them.
 */
public enum TargetUsers {
    ALL_LOGIN_USERS,
    /**
     * Those whose first accepted event of any kind in the project lies in the range, on the
     * question's time axis.
     */
    NEW_LOGIN_USERS,
    ALL_VISIT_USERS,
    NEW_VISIT_USERS
}
