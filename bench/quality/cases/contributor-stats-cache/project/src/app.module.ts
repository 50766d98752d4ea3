import 'reflect-metadata';
import { DynamicModule, Module } from '@nestjs/common';
import { CACHE_OPTIONS, CacheOptions, defaultCacheOptions } from './cache.options.js';
import { CacheService } from './cache.service.js';
import { ContributorsController, GITHUB, GithubClient } from './contributors.controller.js';
import { HealthController } from './health.controller.js';

@Module({})
export class AppModule {
  static with(github: GithubClient, cache: Partial<CacheOptions> = {}): DynamicModule {
    return {
      module: AppModule,
      controllers: [ContributorsController, HealthController],
      providers: [
        CacheService,
        { provide: GITHUB, useValue: github },
        { provide: CACHE_OPTIONS, useValue: { ...defaultCacheOptions, ...cache } },
      ],
    };
  }
}
