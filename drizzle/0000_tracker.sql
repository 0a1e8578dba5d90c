CREATE TABLE `actors` (
	`actor` integer PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`kind` text NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `actors_name` ON `actors` (`name`,`kind`);--> statement-breakpoint
CREATE TABLE `aliases` (
	`key` text NOT NULL,
	`ticket` integer NOT NULL,
	PRIMARY KEY(`key`, `ticket`)
);
--> statement-breakpoint
CREATE INDEX `aliases_ticket` ON `aliases` (`ticket`);--> statement-breakpoint
CREATE TABLE `assignees` (
	`ticket` integer NOT NULL,
	`name` text NOT NULL,
	`event` integer NOT NULL,
	PRIMARY KEY(`ticket`, `name`, `event`)
);
--> statement-breakpoint
CREATE INDEX `assignees_name` ON `assignees` (`name`);--> statement-breakpoint
CREATE TABLE `comments` (
	`event` integer PRIMARY KEY NOT NULL,
	`ticket` integer NOT NULL,
	`reply_to` integer
);
--> statement-breakpoint
CREATE INDEX `comments_ticket` ON `comments` (`ticket`);--> statement-breakpoint
CREATE TABLE `conflicts` (
	`ticket` integer NOT NULL,
	`field` text NOT NULL,
	`event` integer NOT NULL,
	`value` text NOT NULL,
	PRIMARY KEY(`ticket`, `field`, `event`)
);
--> statement-breakpoint
CREATE TABLE `events` (
	`event` integer PRIMARY KEY NOT NULL,
	`id` blob NOT NULL,
	`time` integer NOT NULL,
	`actor` integer NOT NULL,
	`session` integer NOT NULL,
	`ticket` integer,
	`kind` text NOT NULL,
	`payload` text NOT NULL,
	`parents` blob NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `events_id` ON `events` (`id`);--> statement-breakpoint
CREATE INDEX `events_ticket` ON `events` (`ticket`);--> statement-breakpoint
CREATE TABLE `idempotency` (
	`key` text NOT NULL,
	`position` integer NOT NULL,
	`ticket` integer NOT NULL,
	`hash` text NOT NULL,
	PRIMARY KEY(`key`, `position`)
);
--> statement-breakpoint
CREATE TABLE `labels` (
	`ticket` integer NOT NULL,
	`name` text NOT NULL,
	`event` integer NOT NULL,
	PRIMARY KEY(`ticket`, `name`, `event`)
);
--> statement-breakpoint
CREATE INDEX `labels_name` ON `labels` (`name`);--> statement-breakpoint
CREATE TABLE `links` (
	`event` integer PRIMARY KEY NOT NULL,
	`ticket` integer NOT NULL,
	`type` text,
	`target` integer,
	`commit` text,
	`subject` text,
	`url` text,
	`suspended` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `links_ticket` ON `links` (`ticket`);--> statement-breakpoint
CREATE INDEX `links_target` ON `links` (`target`);--> statement-breakpoint
CREATE TABLE `meta` (
	`name` text PRIMARY KEY NOT NULL,
	`value` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `projects` (
	`project` text PRIMARY KEY NOT NULL,
	`event` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `reviews` (
	`event` integer PRIMARY KEY NOT NULL,
	`ticket` integer NOT NULL,
	`decision` text,
	`decided` integer,
	`latest` integer NOT NULL,
	`open` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `reviews_ticket` ON `reviews` (`ticket`);--> statement-breakpoint
CREATE INDEX `reviews_open` ON `reviews` (`open`);--> statement-breakpoint
CREATE TABLE `sessions` (
	`session` integer PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`client` text NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `sessions_name` ON `sessions` (`name`,`client`);--> statement-breakpoint
CREATE TABLE `tickets` (
	`ticket` integer PRIMARY KEY NOT NULL,
	`id` blob NOT NULL,
	`key` text NOT NULL,
	`project` text NOT NULL,
	`number` integer NOT NULL,
	`type` text NOT NULL,
	`status` text NOT NULL,
	`priority` text NOT NULL,
	`title` text NOT NULL,
	`points` integer,
	`due` text,
	`parent` integer,
	`archived` integer NOT NULL,
	`description` text,
	`description_event` integer,
	`claim_actor` text,
	`claim_session` text,
	`claim_event` integer,
	`created_at` integer NOT NULL,
	`created_by` text NOT NULL,
	`updated_at` integer NOT NULL,
	`updated_by` text NOT NULL,
	`revision` integer NOT NULL,
	`heads` blob NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `tickets_id` ON `tickets` (`id`);--> statement-breakpoint
CREATE UNIQUE INDEX `tickets_key` ON `tickets` (`key`);--> statement-breakpoint
CREATE INDEX `tickets_status` ON `tickets` (`archived`,`type`,`status`,`priority`,`created_at`);--> statement-breakpoint
CREATE INDEX `tickets_parent` ON `tickets` (`parent`);--> statement-breakpoint
CREATE INDEX `tickets_updated` ON `tickets` (`updated_at`);--> statement-breakpoint
CREATE INDEX `tickets_claim` ON `tickets` (`claim_session`);