#!/usr/bin/env node
import { speak } from "../src/engine/standIn.ts";

await speak(process.argv.slice(2));
