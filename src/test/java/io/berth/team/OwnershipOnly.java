package io.berth.team;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** What other rooms ask of this one, without teams' own door. */
@Configuration
@Import({Roster.class, OwnerRows.class, Ownership.class})
public class OwnershipOnly {}
